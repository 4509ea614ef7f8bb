/** A PDF by its address; what the server calls it is not in it. Its words are out of reach in every browser's viewer. */
export const isPdfAddress = (address: string): boolean => /\.pdf$/i.test(URL.parse(address)?.pathname ?? '')
