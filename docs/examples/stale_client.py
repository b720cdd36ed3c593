# The client of client.py with a bug: reads are answered from a copy that is renewed at every tenth operation only. Clio finds it:
#     clio record --client 'python3 docs/examples/stale_client.py registers.json' -o run.jsonl; clio check -m linearizable run.jsonl
import fcntl, json, sys

copy, operations = {}, 0
for line in sys.stdin:
    request = json.loads(line)
    with open(sys.argv[1], "a+") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        file.seek(0)
        registers = json.loads(file.read() or "{}")
        if operations % 10 == 0:
            copy = dict(registers)
        operations += 1
        answer = {"id": request["id"], "status": "ok"}
        if request["op"] == "read":
            answer["value"] = copy.get(request["key"])
        else:
            registers[request["key"]] = request["value"]
            file.truncate(0)
            file.write(json.dumps(registers))
    print(json.dumps(answer), flush=True)
