import time
numbers = []
number = 12345
for i in range(1000000):
    number = (number * 1103515245 + 12345) % 2147483648
    numbers.append(number)
start = time.monotonic()
numbers = sorted(numbers)
print((time.monotonic() - start) * 1000, numbers[0], numbers[500000], numbers[999999])
