use rust_decimal::Decimal;

use super::*;
use crate::catalogue::{Aggregate, Comparison, Condition, Dimension, Language, TimePart, Unit};

/// The catalogue of a file with these lines, its fields parted by semicolons.
fn of(lines: &[&str]) -> Catalogue {
    let mut rows = lines.iter().map(|line| line.split(';').map(str::to_owned).collect::<Vec<_>>());
    let header = rows.next().unwrap();
    let catalogue = infer("sales", &header, &rows.collect::<Vec<_>>()).unwrap();
    catalogue.validate().unwrap();
    catalogue
}

fn measures(catalogue: &Catalogue) -> Vec<(&str, String)> {
    let how = |aggregate: &Aggregate| match aggregate {
        Aggregate::Count => "rows".to_owned(),
        Aggregate::Sum(of) => of.clone(),
        Aggregate::CountDistinct(of) => format!("different {of}"),
        Aggregate::Average(of) => format!("average {of}"),
        Aggregate::Ratio { of, per } => format!("{of} / {per}"),
        Aggregate::New(of) | Aggregate::Returning(of) | Aggregate::Lost(of) => format!("some {of}"),
        other => format!("{other:?}"),
    };
    catalogue.measures.iter().map(|measure| (measure.name.as_str(), how(&measure.aggregate))).collect()
}

fn dimensions(catalogue: &Catalogue) -> Vec<(&str, &str)> {
    catalogue.dimensions.iter().map(|dimension| (dimension.name.as_str(), dimension.column.as_str())).collect()
}

/// `list` with its texts as they are compared.
fn owned<'a>(list: &[(&'a str, &str)]) -> Vec<(&'a str, String)> {
    list.iter().map(|(name, how)| (*name, (*how).to_owned())).collect()
}

#[test]
fn lines_of_orders_with_prices() {
    let catalogue = of(&[
        "InvoiceNo;StockCode;Description;Quantity;InvoiceDate;UnitPrice;CustomerID;Country",
        "536365;85123A;LANTERN;6;2010-12-01 08:26:00;2.55;17850.0;France",
        "536365;71053;LANTERN;6;2010-12-01 08:26:00;3.39;17850.0;France",
        "C536379;D;MUG;-1;2010-12-02 09:41:00;27.50;14527.0;France",
        "C536379;D;MUG;-1;2010-12-02 09:41:00;27.50;14527.0;France",
    ]);
    assert_eq!((catalogue.time.column.as_str(), catalogue.currency.as_str()), ("InvoiceDate", "USD"));
    let wanted = [
        ("revenue", "Quantity * UnitPrice"),
        ("units", "Quantity"),
        ("orders", "different InvoiceNo"),
        ("customers", "different CustomerID"),
        ("averageOrderValue", "revenue / orders"),
        ("averagePrice", "revenue / units"),
        ("unitsPerOrder", "units / orders"),
        ("returns", "-Quantity * UnitPrice"),
        ("returnedUnits", "-Quantity"),
        ("newCustomers", "some customers"),
        ("returningCustomers", "some customers"),
        ("lostCustomers", "some customers"),
    ];
    assert_eq!(measures(&catalogue), owned(&wanted));
    let wanted = [("product", "Description"), ("country", "Country"), ("weekday", "InvoiceDate")];
    assert_eq!(dimensions(&catalogue), wanted);
    assert_eq!(catalogue.dimensions[2].part, Some(TimePart::Weekday));
}

#[test]
fn an_amount_by_store_and_day() {
    let catalogue = of(&["Date;Store;Net Sales", "31/01/2020;4;1200.50", "01/02/2020;5;800", "02/02/2020;4;1"]);
    assert_eq!(catalogue.time.formats, ["%d/%m/%Y"]);
    assert_eq!(measures(&catalogue), owned(&[("revenue", "[Net Sales]"), ("rows", "rows")]));
    assert_eq!(dimensions(&catalogue), [("store", "Store"), ("weekday", "Date")]);
}

#[test]
fn profit_discount_and_two_kinds_of_region() {
    let catalogue = of(&[
        "Row ID;Order ID;Ship Date;Order Date;Ship Mode;Customer ID;Customer Name;Country/Region;Postal Code;Region;\
         Category;Sub-Category;Product ID;Product Name;Order Priority;Sales;Quantity;Discount;Profit",
        "1;CA-1;5/15/2022;5/8/2022;Standard;JC-1;Joel Craven;United States;60100;Central;Furniture;Chairs;F-1;Task Chair;\
         High;167.1319;3;0.2;19.1423",
        "2;CA-1;5/15/2022;5/8/2022;Standard;JC-1;Joel Craven;United States;60100;Central;Furniture;Chairs;F-1;Task Chair;\
         High;167.1319;3;0;-19.1423",
        "3;CA-2;7/18/2022;7/16/2022;Standard;BR-1;Ann Reiter;United States;45100;Central;Furniture;Chairs;F-2;Desk Chair;\
         High;11;1;0;5",
    ]);
    assert_eq!(catalogue.time.column, "Order Date");
    let wanted = [
        ("revenue", "Sales"),
        ("units", "Quantity"),
        ("orders", "different Order ID"),
        ("customers", "different Customer ID"),
        ("averageOrderValue", "revenue / orders"),
        ("averagePrice", "revenue / units"),
        ("unitsPerOrder", "units / orders"),
        ("profit", "Profit"),
        ("profitMargin", "profit / revenue"),
        ("cost", "Sales - Profit"),
        ("averageDiscount", "average Discount * 100"),
        ("newCustomers", "some customers"),
        ("returningCustomers", "some customers"),
        ("lostCustomers", "some customers"),
    ];
    assert_eq!(measures(&catalogue), owned(&wanted));
    assert_eq!(catalogue.measure("profitMargin").map(|m| (m.unit, m.label())), Some((Unit::Percent, "profit margin")));
    let wanted = [
        ("ship mode", "Ship Mode"),
        ("customer", "Customer Name"),
        ("country", "Country/Region"),
        ("region", "Region"),
        ("category", "Category"),
        ("sub category", "Sub-Category"),
        ("product", "Product Name"),
        ("order priority", "Order Priority"),
        ("weekday", "Order Date"),
    ];
    assert_eq!(dimensions(&catalogue), wanted);
    let customers = catalogue.dimension("customer").and_then(|dimension| catalogue.counting(dimension));
    assert_eq!(customers.map(|measure| measure.name.as_str()), Some("customers"));
    assert!(catalogue.dimension("sub category").unwrap().synonyms.contains(&"subcategory".to_owned()));
}

#[test]
fn costs_returns_and_groups_of_products_and_customers() {
    let catalogue = of(&[
        "Date;Order_Number;Customer_Type;Product_Category;Sub_Category;Product;Order_Quantity;Unit_Price;Unit_Cost;Tax;\
         Revenue;Rating;Returned",
        "01.07.2023;VO-1;Member;Bikes;E-Bikes;Volt;1;49,90;23,45;10,48;49,90;5;No",
        "01.07.2023;VO-2;Normal;Bikes;E-Bikes;Trail;1;89,90;40,45;17,08;89,90;;Yes",
        "02.07.2023;VO-2;Normal;Clothing;Gloves;Gel Gloves;2;59,90;26,95;11,38;119,80;9;No",
        "02.07.2023;VO-3;Member;Bikes;E-Bikes;Volt;1;49,90;23,45;10,48;49,90;5;No",
    ]);
    assert_eq!(catalogue.currency, "EUR");
    let wanted = [
        ("revenue", "Revenue"),
        ("units", "Order_Quantity"),
        ("orders", "different Order_Number"),
        ("averageOrderValue", "revenue / orders"),
        ("averagePrice", "revenue / units"),
        ("unitsPerOrder", "units / orders"),
        ("profit", "Revenue - Order_Quantity * Unit_Cost"),
        ("profitMargin", "profit / revenue"),
        ("cost", "Order_Quantity * Unit_Cost"),
        ("tax", "Tax"),
        ("averageRating", "average Rating"),
        ("returns", "different Order_Number"),
        ("returnRate", "returns / orders"),
    ];
    assert_eq!(measures(&catalogue), owned(&wanted));
    let wanted = ["customer type", "product category", "sub category", "product", "returned", "weekday"];
    assert_eq!(dimensions(&catalogue).iter().map(|(name, _)| *name).collect::<Vec<_>>(), wanted);
}

#[test]
fn returns_by_what_is_below_zero() {
    let by_quantity = of(&[
        "Order Date;Order ID;Product;Qty;Unit Price",
        "2023-07-01;O-1;Chair;2;49.90",
        "2023-07-01;O-1;Lamp;-1;20.00",
        "2023-07-02;O-2;Chair;1;49.90",
    ]);
    let returned = |catalogue: &Catalogue, name: &str| {
        let measure = catalogue.measure(name)?;
        let is = |condition: &Condition| (condition.column.clone(), condition.is == Comparison::Below(Decimal::ZERO));
        Some((measure.aggregate.clone(), measure.conditions.iter().map(is).collect::<Vec<_>>()))
    };
    let sum = |text: &str| Aggregate::Sum(text.to_owned());
    let below = |column: &str| vec![(column.to_owned(), true)];
    assert_eq!(returned(&by_quantity, "returns"), Some((sum("-Qty * [Unit Price]"), below("Qty"))));
    assert_eq!(returned(&by_quantity, "returnedUnits"), Some((sum("-Qty"), below("Qty"))));
    // What takes back alone is no order.
    let sold = Condition { column: "Qty".to_owned(), is: Comparison::Below(Decimal::ZERO), not: true };
    assert_eq!(by_quantity.measure("orders").unwrap().conditions, [sold]);
    // Credit notes of positive quantities.
    let by_amount = of(&[
        "Date;Document;Article;Quantity;Net Sales",
        "2023-07-01;Invoice;Chair;2;99,80",
        "2023-07-01;Credit Note;Lamp;1;-20,00",
    ]);
    assert_eq!(returned(&by_amount, "returns"), Some((sum("-[Net Sales]"), below("Net Sales"))));
    assert_eq!(returned(&by_amount, "returnedUnits"), None);
}

#[test]
fn headers_in_other_languages_and_discounts_of_prices() {
    let german = of(&[
        "Rechnungsdatum;Rechnungsnummer;Kundennr;Filiale;Artikel;Menge;Einzelpreis;Nettobetrag €",
        "31.12.2024;R-1;7;Bonn;Stuhl;2;10,00;20,00",
        "30.12.2024;R-2;8;Bonn;Tisch;1;99,50;99,50",
        "30.12.2024;R-3;8;Bonn;Tisch;1;99,50;99,50",
    ]);
    assert_eq!(german.currency, "EUR");
    let wanted = [
        ("revenue", "[Nettobetrag €]"),
        ("units", "Menge"),
        ("orders", "different Rechnungsnummer"),
        ("customers", "different Kundennr"),
        ("averageOrderValue", "revenue / orders"),
        ("averagePrice", "revenue / units"),
        ("unitsPerOrder", "units / orders"),
        ("newCustomers", "some customers"),
        ("returningCustomers", "some customers"),
        ("lostCustomers", "some customers"),
    ];
    assert_eq!(measures(&german), owned(&wanted));
    let wanted = [("Filiale", "Filiale"), ("Artikel", "Artikel"), ("Wochentag", "Rechnungsdatum")];
    assert_eq!((german.language, dimensions(&german).as_slice()), (Language::German, wanted.as_slice()));
    let called = |name: &str| german.measure(name).unwrap().label();
    assert_eq!([called("revenue"), called("averageOrderValue")], ["Umsatz", "durchschnittlicher Bestellwert"]);

    let details = of(&[
        "OrderID;OrderDate;CustomerID;CompanyName;CategoryName;ProductName;UnitPrice;Quantity;Discount;Freight",
        "1;2020-01-01;ALFKI;Alfreds;Drinks;Chai;18;2;0.05;1.5",
        "1;2020-01-01;ALFKI;Alfreds;Drinks;Chang;18;2;0;1.5",
        "2;2020-01-02;BERGS;Berglunds;Drinks;Chai;18;2;0.25;3",
    ]);
    let names: Vec<&str> = dimensions(&details).iter().map(|(name, _)| *name).collect();
    assert_eq!(names, ["customer", "category", "product", "weekday"]);
    let given = ("discountGiven", "Quantity * UnitPrice * Discount".to_owned());
    assert!(measures(&details).contains(&given), "{:?}", measures(&details));
    let revenue = &measures(&details)[0];
    assert_eq!(*revenue, ("revenue", "Quantity * UnitPrice * (1 - Discount)".to_owned()));
    assert!(measures(&details).contains(&("shippingCost", "Freight".to_owned())));
}

#[test]
fn customers_beside_their_numbers_and_several_of_each_dimension() {
    let several = |lines: &[&str]| {
        let catalogue = of(lines);
        let customers =
            catalogue.dimensions.iter().find(|one| one.synonyms.iter().any(|name| name == "customer")).unwrap();
        assert_eq!(catalogue.counting(customers).map(|measure| measure.name.as_str()), Some("customers"));
        (catalogue.language, catalogue.dimensions.iter().map(Dimension::plural).collect::<Vec<_>>())
    };
    let german = several(&[
        "Belegnr;Belegdatum;Kundennr;Kundenname;Branche;Warengruppe;Menge;Einzelpreis;Niederlassung;Außendienst;Vertriebsweg",
        "R1;02.01.2023;7;Keller GmbH;Bau;Trockenbau;5,00;8,50;Köln;Stefan Hofmann;Lieferung",
        "R2;03.01.2023;8;Wendt KG;Bau;Fliesen;7,00;9,50;Bonn;Jörg Petersen;Abholung",
        "R3;04.01.2023;7;Keller GmbH;Bau;Fliesen;2,00;9,50;Bonn;Jörg Petersen;Abholung",
    ]);
    let wanted =
        ["Kunden", "Branchen", "Warengruppen", "Niederlassungen", "Außendienste", "Vertriebswege", "Wochentage"];
    assert_eq!(german, (Language::German, wanted.map(str::to_owned).to_vec()));
    let spanish = several(&[
        "Factura;Fecha;Código cliente;Nombre cliente;Región;Canal de venta;Vendedor;Cantidad;Precio",
        "F1;02/01/2023;7;Ana;Norte;Web;Luis;5;8,50",
        "F2;23/01/2023;8;Eva;Sur;Tienda;Sara;7;9,50",
        "F3;24/01/2023;7;Ana;Sur;Tienda;Sara;1;9,50",
    ]);
    let wanted = ["clientes", "regiones", "canales de venta", "vendedores", "días de la semana"];
    assert_eq!(spanish, (Language::Spanish, wanted.map(str::to_owned).to_vec()));
}

#[test]
fn a_product_is_what_it_is_called_and_not_its_code() {
    let catalogue = of(&[
        "order_id,order_ts,sku,title,brand,qty,line_total,customer_id".replace(',', ";").as_str(),
        "1;2022-03-01T10:07:41;TAR-7079;Trail Runner Low;Tarnhow;1;116.10;C1",
        "2;2022-03-01T10:07:41;KES-3028;Dropper Post 150 mm;Kestrel;2;302.40;C2",
        "3;2022-03-02T10:07:41;KES-3028;Dropper Post 150 mm;Kestrel;2;302.40;C1",
    ]);
    let wanted = [("sku", "sku"), ("product", "title"), ("brand", "brand"), ("weekday", "order_ts")];
    assert_eq!(dimensions(&catalogue), wanted);
}

#[test]
fn no_dates_no_catalogue() {
    let rows = [vec!["1".to_owned(), "x".to_owned()]];
    assert_eq!(infer("x", &["a".to_owned(), "b".to_owned()], &rows), None);
}

/// A till knows those who have a card; what says whether one has it counts nobody.
#[test]
fn customers_with_a_loyalty_id() {
    let customers = |header: &str, values: [&str; 3]| {
        let lines = values.map(|value| format!("2024-01-0{};T{value};Latte;4.50;{value}", value.len() % 9 + 1));
        let header = format!("date;transaction_id;product;net_sales;{header}");
        let lines: Vec<&str> = [header.as_str()].into_iter().chain(lines.iter().map(String::as_str)).collect();
        let catalogue = of(&lines);
        catalogue.measure("customers").map(|measure| (measure.aggregate.clone(), measure.synonyms.clone()))
    };
    for header in ["loyalty_id", "loyalty_customer_id"] {
        let (aggregate, synonyms) = customers(header, ["L1", "L22", "L333"]).unwrap();
        assert_eq!(aggregate, Aggregate::CountDistinct(header.to_owned()));
        assert!(synonyms.contains(&"loyalty customers".to_owned()), "{synonyms:?}");
    }
    assert_eq!(customers("loyalty", ["Yes", "No", "None"]), None);
}
