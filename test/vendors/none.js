// A module without a vendor.
export const seconds = 1;
