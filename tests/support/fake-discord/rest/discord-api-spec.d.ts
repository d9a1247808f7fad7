/** The package's own types say only where its code is. */
declare module 'discord-api-spec/zod'
