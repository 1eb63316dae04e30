import { join } from 'node:path';
import { Args, atFlag, Flags, VpcctlCommand } from '@vpcctl/sdk/command';

export default class ExportCommand extends VpcctlCommand {
  static override group = 'networks' as const;
  static override summary = 'Write the network, now or in the past, as a topology file.';
  static override description =
    'Applying the file changes nothing; on an empty host it builds the same resources. Attached namespaces are left out, and named in a comment.';
  static override usage = 'export [VPC...]';
  static override examples = [
    '<%= config.bin %> export > network.yaml',
    {
      description: 'One VPC as it was two hours ago, as a topology with a name.',
      command: '<%= config.bin %> export shop --at 2h --name shop',
    },
    {
      description: 'The JSON schema of topology files, with the keys of installed plugins.',
      command: '<%= config.bin %> export --schema',
    },
  ];
  static override args = {
    vpc: Args.string({
      description: 'Names of VPCs; all by default.',
      multiple: true,
      ignoreStdin: true,
    }),
  };
  static override flags = {
    at: atFlag,
    name: Flags.string({ summary: 'The name of the topology.', helpValue: 'NAME' }),
    schema: Flags.boolean({ summary: 'Write the JSON schema of topology files instead.' }),
  };

  async run(): Promise<object> {
    const { args, flags } = await this.parse(ExportCommand);
    const { readTopology, readTopologySchema } = await import('../../engine/topology/index.js');
    if (flags.schema) {
      const schema = await readTopologySchema(this.config);
      this.log(JSON.stringify(schema, null, 2));
      return schema;
    }
    const exported = await readTopology(this.config, flags.at ?? 'now', args.vpc ?? []);
    const document = { ...(flags.name && { name: flags.name }), ...exported.document };
    for (const left of exported.leftOut) this.note(`left out: ${left}`);
    const { renderTopology } = await import('../../ui/files/topology-text.js');
    const schema = join(this.config.root, 'docs/schemas/topology.schema.json');
    this.log(renderTopology(document, schema, exported.leftOut).trimEnd());
    return document;
  }
}
