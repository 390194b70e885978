"""A small file of sales."""

# Twenty days that can be read, and one that cannot.
SALES = "Date;Shop;Product;Units;Amount\n" + "".join(
    f"2024-0{1 + n % 3}-{1 + n:02};{('North', 'South', 'East')[n % 3]};{('Tea', 'Coffee', 'Cake', 'Jam')[n % 4]};{1 + n % 5};{n + 2},50\n"
    for n in range(20)
)
SALES += "2024-02-30;North;Tea;1;2,50\n"
