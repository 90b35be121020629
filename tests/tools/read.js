// read.js HOW FOLDER ...: what the packages of npm read of a data package.
const fs = require('fs')
const [how, folder, ...more] = process.argv.slice(2)
const descriptor = JSON.parse(fs.readFileSync(folder + '/datapackage.json'))

const summary = (rows, integer, text) =>
  [rows.length, rows.reduce((n, r) => n + (r[integer] || 0), 0), rows.reduce((n, r) => n + [...(r[text] || '')].length, 0)].join(' ')

const readers = {
  async datapackage(dataset, integer, text) {
    const { Package } = require('datapackage')
    process.chdir(folder)
    const whole = await Package.load('datapackage.json')
    if (!whole.valid) throw new Error(whole.errors.join('; '))
    for (const resource of whole.resources) await resource.read({ keyed: true, relations: true })
    return summary(await whole.getResource(dataset).read({ keyed: true }), integer, text)
  },
  async tableschema(dataset, integer, text) {
    const { Table } = require('tableschema')
    const { schema } = descriptor.resources.find((r) => r.name === dataset)
    const table = await Table.load(`${folder}/${dataset}.csv`, { schema })
    return summary(await table.read({ keyed: true }), integer, text)
  },
  async ajv(schema) {
    const Ajv = require('ajv/dist/2020')
    const check = new Ajv({ strict: false, allErrors: true }).compile(JSON.parse(fs.readFileSync(schema)))
    return check(descriptor) ? 'valid' : JSON.stringify(check.errors)
  },
}

readers[how](...more).then(console.log, (e) => {
  console.error(String(e), e.errors || '')
  process.exit(1)
})
