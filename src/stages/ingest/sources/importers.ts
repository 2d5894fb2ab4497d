import { braintrustImporter } from './braintrust/braintrust-importer.ts'
import { datadogImporter } from './datadog/datadog-importer.ts'
import type { DetectedFormat } from './detect-format.ts'
import { inspectImporter } from './inspect/inspect-importer.ts'
import { langfuseImporter } from './langfuse/langfuse-importer.ts'
import { langsmithImporter } from './langsmith/langsmith-importer.ts'
import { litellmImporter } from './litellm/litellm-importer.ts'
import { mlflowImporter } from './mlflow/mlflow-importer.ts'
import { phoenixImporter } from './openinference/phoenix-importer.ts'
import { otlpImporter } from './otlp/otlp-importer.ts'
import { rowsImporter } from './rows/rows-importer.ts'
import type { SourceImporter } from './source-importer.ts'
import { weaveImporter } from './weave/weave-importer.ts'

/** How each format but the canonical one and the mapped one is taken apart. */
export const IMPORTERS: { readonly [format in Exclude<DetectedFormat, 'canonical'>]: SourceImporter } = {
  otlp: otlpImporter,
  openinference: phoenixImporter,
  langfuse: langfuseImporter,
  langsmith: langsmithImporter,
  litellm: litellmImporter,
  braintrust: braintrustImporter,
  mlflow: mlflowImporter,
  weave: weaveImporter,
  datadog: datadogImporter,
  inspect: inspectImporter,
  rows: rowsImporter,
}
