/**
 * The colours of a drawing, for light and for dark. They are those of Okabe and Ito, darker on
 * light paper, so that people see them apart who do not see all colours; in print the dashes, the
 * signs and the words are left. A renderer that knows no media query shows the light ones.
 */
interface Colours {
  readonly paper: string;
  readonly vpc: string;
  readonly card: string;
  readonly row: string;
  readonly border: string;
  readonly text: string;
  readonly quiet: string;
  readonly peering: string;
  readonly uplink: string;
  readonly forward: string;
  readonly other: string;
  readonly added: string;
  readonly removed: string;
  readonly changed: string;
}

const LIGHT: Colours = {
  paper: '#ffffff',
  vpc: '#f3f6f9',
  card: '#ffffff',
  row: '#f3f6f9',
  border: '#8a949e',
  text: '#1b2228',
  quiet: '#535e68',
  peering: '#0072b2',
  uplink: '#5f6973',
  forward: '#a33f7a',
  other: '#8f5a00',
  added: '#007153',
  removed: '#b84a00',
  changed: '#0063a0',
};

const DARK: Colours = {
  paper: '#12161b',
  vpc: '#1b2128',
  card: '#252c35',
  row: '#1b2128',
  border: '#6c7782',
  text: '#e8edf2',
  quiet: '#a5b0bb',
  peering: '#56b4e9',
  uplink: '#a5b0bb',
  forward: '#e79bc6',
  other: '#e69f00',
  added: '#3fcf9f',
  removed: '#ff8f52',
  changed: '#6fbcf0',
};

const SANS =
  'system-ui,-apple-system,"Segoe UI",Roboto,"Helvetica Neue","Noto Sans","DejaVu Sans",Arial,sans-serif';
const MONO =
  'ui-monospace,SFMono-Regular,Menlo,Consolas,"DejaVu Sans Mono","Liberation Mono",monospace';

/** What is the same in light and dark. `.g-` keeps the rules off the rest of a page. */
const SHAPES = `.g-drawing{font-family:${SANS}}
.g-title{font-size:16px;font-weight:600}
.g-name{font-size:13px;font-weight:600}
.g-line{font-size:12px}
.g-mono{font-size:11.5px;font-family:${MONO}}
.g-quiet{font-size:11.5px}
.g-pill{font-size:10.5px}
.g-label{font-size:11px}
.g-box>.g-body{stroke-width:1.2}
.g-edge path{fill:none;stroke-width:1.8}
.g-uplink>path{stroke-dasharray:7 4}
.g-forward>path{stroke-dasharray:2 3}
.g-other>path{stroke-dasharray:9 3 2 3}
.g-frame{fill:none;stroke-width:1}
.g-added>.g-body{stroke-width:2.2}
.g-changed>.g-body{stroke-width:2.2}
.g-removed>.g-body{stroke-width:2.2;stroke-dasharray:6 4}
.g-edge.g-added>path{stroke-width:2.6;stroke-dasharray:none}
.g-edge.g-changed>path{stroke-width:2.6;stroke-dasharray:none}
.g-edge.g-removed>path{stroke-width:2.2;stroke-dasharray:6 5}
.g-drawing .g-edge>.g-arrow.g-arrow{stroke:none}`;

function coloured(colours: Colours): string {
  const { paper, vpc, card, row, border, text, quiet, added, removed, changed } = colours;
  const edge = (kind: string, colour: string) =>
    `.g-${kind}>path{stroke:${colour}}.g-${kind}>.g-arrow{fill:${colour}}`;
  const mark = (name: string, colour: string) =>
    [
      `.g-drawing .g-${name}>.g-body,.g-drawing .g-edge.g-${name}>path{stroke:${colour}}`,
      `.g-drawing .g-edge.g-${name}>.g-arrow,.g-drawing .g-${name}>.g-own{fill:${colour}}`,
      `.g-drawing text.g-${name}{fill:${colour}}`,
    ].join('');
  return [
    `.g-drawing{background:${paper}}.g-paper{fill:${paper}}.g-drawing text{fill:${text}}`,
    `.g-drawing .g-quiet,.g-drawing .g-mono,.g-drawing .g-pill,.g-drawing .g-label{fill:${quiet}}`,
    `.g-box>.g-body{stroke:${border}}.g-vpc>.g-body{fill:${vpc}}.g-subnet>.g-body{fill:${card}}`,
    `.g-instance>.g-body{fill:${row}}.g-uplink-box>.g-body,.g-host>.g-body{fill:${paper}}`,
    `.g-frame{stroke:${border}}.g-halo{fill:${paper}}.g-sign{fill:${quiet};stroke:${quiet}}.g-hollow{fill:none}`,
    edge('peering', colours.peering),
    edge('uplink', colours.uplink),
    edge('forward', colours.forward),
    edge('other', colours.other),
    `.g-compared .g-edge>path{stroke:${border}}.g-compared .g-edge>.g-arrow{fill:${border}}`,
    mark('added', added),
    mark('removed', removed),
    mark('changed', changed),
  ].join('\n');
}

/** The style sheet of a drawing. A page that allows no style within markup serves it as a file. */
export function drawingStyle(): string {
  return `${SHAPES}\n${coloured(LIGHT)}\n@media (prefers-color-scheme:dark){\n${coloured(DARK)}\n}`;
}
