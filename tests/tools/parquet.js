// parquet.js FOLDER DATASET INTEGER TEXT: runs the recipe of the codebook by DuckDB, and reads the Parquet
// file of a dataset: rows, sum, characters, and the types of the two columns.
const fs = require('fs')
const { DuckDBInstance } = require('@duckdb/node-api')
const [folder, dataset, integer, text] = process.argv.slice(2)

async function run() {
  process.chdir(folder)
  const db = await (await DuckDBInstance.create(':memory:')).connect()
  await db.run(fs.readFileSync('codebook/parquet.sql', 'utf8'))
  const read = await db.runAndReadAll(
    `SELECT count(*), sum("${integer}"), sum(length("${text}")), any_value(typeof("${integer}")), any_value(typeof("${text}"))
     FROM '${dataset}.parquet'`)
  return read.getRows()[0].join(' ')
}

run().then(console.log, (e) => {
  console.error(String(e).split('\n')[0])
  process.exit(1)
})
