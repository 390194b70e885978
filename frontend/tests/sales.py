"""A small file of sales."""

# Twenty days that can be read, and one that cannot.
SALES = "Date;Shop;Product;Units;Amount\n" + "".join(
    f"2024-0{1 + n % 3}-{1 + n:02};{('North', 'South', 'East')[n % 3]};{('Tea', 'Coffee', 'Cake', 'Jam')[n % 4]};{1 + n % 5};{n + 2},50\n"
    for n in range(20)
)
SALES += "2024-02-30;North;Tea;1;2,50\n"

# Two years of them, of which there is something to tell: the last month is the best.
YEARS = "Date;Shop;Product;Units;Amount\n" + "".join(
    f"{2022 + month // 12}-{1 + month % 12:02}-{day:02};{('North', 'South', 'East')[day % 3]};{('Tea', 'Coffee', 'Cake')[(day + month) % 3]};{1 + day % 5};{day + month + (90 if month == 23 else 0)},50\n"
    for month in range(24)
    for day in range(1, 32 if month == 23 else 29)
)
