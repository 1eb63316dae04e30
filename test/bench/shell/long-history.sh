#!/bin/bash
# How long reading takes with ten entries and with 50,000: bin/vpcctl lab -- bash test/bench/shell/long-history.sh
set -e
unset NODE_EXTRA_CA_CERTS
[ "$VPCCTL_LAB" ] || { echo "run it in a lab: bin/vpcctl lab -- bash $0" >&2; exit 2; }

# The quickest of seven runs, and the median.
seconds() {
  local start run times=()
  for run in 1 2 3 4 5 6 7; do
    start=${EPOCHREALTIME/./}
    "${@:2}" >/dev/null
    times+=($(((${EPOCHREALTIME/./} - start) / 1000)))
  done
  mapfile -t times < <(printf '%s\n' "${times[@]}" | sort -n)
  printf '%5d ms (median %d)  %s\n' "${times[0]}" "${times[3]}" "$1"
}

vpcctl create-vpc a 10.0.0.0/16 >/dev/null
vpcctl create-vpc b 10.1.0.0/16 >/dev/null
vpcctl undo >/dev/null
vpcctl create-vpc c 10.2.0.0/16 >/dev/null
vpcctl delete-vpc c >/dev/null
seconds 'list, five entries' vpcctl list

# The same change and its undo, over and over, chained as vpcctl chains them.
python3 - "$VPCCTL_HOME/journal.ndjson" <<'PYTHON'
import hashlib, json, sys, uuid
path = sys.argv[1]
entries = [json.loads(line) for line in open(path)][:6]
pattern, written = entries[2:], entries[:2]
canonical = lambda value: json.dumps(value, sort_keys=True, separators=(',', ':'), ensure_ascii=False)
def add(entry, seq, **data):
    entry = {**entry, 'seq': seq, 'id': str(uuid.uuid4()), 'prev': written[-1]['hash']}
    if data: entry['data'] = data
    del entry['hash']
    entry['hash'] = hashlib.sha256(canonical(entry).encode()).hexdigest()
    written.append(entry)
while len(written) < 100_000 - 2:
    change = written[-1]['seq'] + 1
    add(pattern[0], change); add(pattern[1], change)
    add(pattern[2], change + 1, targets=[change]); add(pattern[3], change + 1)
fields = list(entries[0])
with open(path, 'w') as file:
    for entry in written:
        file.write(json.dumps({key: entry[key] for key in fields}, separators=(',', ':'), ensure_ascii=False) + '\n')
PYTHON
rm "$VPCCTL_HOME/vpcs.json"
echo "$(wc -l <"$VPCCTL_HOME/journal.ndjson") lines:"
seconds 'list, without a snapshot: all is read, checked and folded' vpcctl list
seconds 'journal verify' vpcctl journal verify
seconds 'history -n 5' vpcctl history -n 5
vpcctl replay 2>/dev/null >/dev/null
vpcctl create-vpc c 10.2.0.0/16 2>/dev/null >/dev/null
seconds 'list, with the snapshot that the last change wrote' vpcctl list
