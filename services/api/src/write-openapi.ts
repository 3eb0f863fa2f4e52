import { writeFile } from 'node:fs/promises'
import { formatOpenApi, openApiFile } from './openapi-file.ts'

await writeFile(openApiFile, formatOpenApi())
