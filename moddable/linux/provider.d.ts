declare const device: { readonly io: { readonly Serial: new (options: any) => any } };
export default device;
