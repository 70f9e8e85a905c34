import json, time
records = []
for i in range(180000):
    records.append({"id": i, "name": f"record number {i}", "price": i * 0.25, "tags": ["red", "blue", None, True], "place": {"x": i, "y": -i}})
text = json.dumps(records)
start = time.monotonic()
again = json.dumps(json.loads(text))
print((time.monotonic() - start) * 1000, len(text), "true" if again == text else "false")
