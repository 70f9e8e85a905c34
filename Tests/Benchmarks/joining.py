import time
words = []
for i in range(1000000): words.append(f"word {i}")
start = time.monotonic()
text = ", ".join(words)
print((time.monotonic() - start) * 1000, len(text))
