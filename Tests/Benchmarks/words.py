import time
seeds = 20000
pieces = []
number = 12345
for i in range(7200000):
    number = (number * 1103515245 + 12345) % 2147483648
    a = number % seeds
    pieces.append(f"w{a * (a % 7 + 1) % seeds}")
text = " ".join(pieces)
pieces = None

start = time.monotonic()
counts = {}
for word in text.split():
    counts[word] = (counts[word] if word in counts else 0) + 1
print((time.monotonic() - start) * 1000, len(counts), counts["w7"])
