# A client for `clio record --client`, for a store that keeps its registers in one file (docs/clients.md).
#     clio record --client 'python3 docs/examples/client.py registers.json' --cas-ratio 0.3 -o run.jsonl
import fcntl, json, sys


def ask(path, request):
    """Carries out one operation. What it raises may have happened or not: OSError is indefinite."""
    with open(path, "a+") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        file.seek(0)
        registers = json.loads(file.read() or "{}")
        found = registers.get(request["key"])
        if request["op"] == "read":
            return {"value": found}
        if request["op"] == "cas" and found != request["expected"]:
            return {"success": False}
        registers[request["key"]] = request["value"]
        file.truncate(0)
        file.write(json.dumps(registers))
        return {"success": True} if request["op"] == "cas" else {}


for line in sys.stdin:
    request = json.loads(line)
    answer = {"id": request["id"], "status": "ok"}
    try:
        answer.update(ask(sys.argv[1], request))
    except OSError as error:
        answer.update(status="unknown", why=str(error))
    print(json.dumps(answer), flush=True)
