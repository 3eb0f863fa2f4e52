export const People = () => null
