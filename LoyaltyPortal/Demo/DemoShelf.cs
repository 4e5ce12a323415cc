using LoyaltyPortal.Earning;
using LoyaltyPortal.Purchases;

namespace LoyaltyPortal.Demo;

/// <summary>What the demo bookshop sells, by category.</summary>
internal static class DemoShelf
{
    public const string Fiction = "Fiction";

    private static readonly DemoTitle Postage = new("POST", "Postage and packing", "Services", 2.99m, LineKind.Shipping);
    private static readonly DemoTitle GiftCard = new("GIFT25", "Gift card", "Services", 25m, LineKind.GiftCard);

    private static readonly (int Weight, DemoTitle[] Titles)[] Categories =
    [
        (34, Of("F", Fiction, ("Middlemarch", 9.99m), ("Jane Eyre", 7.99m), ("The Moonstone", 8.99m), ("Persuasion", 6.99m), ("Bleak House", 10.99m), ("Dracula", 7.99m), ("Mrs Dalloway", 8.99m), ("The Age of Innocence", 9.99m), ("Anna Karenina", 12.99m), ("Frankenstein", 7.49m), ("North and South", 8.49m), ("A Room with a View", 8.99m))),
        (20, Of("K", "Children", ("The Wind in the Willows", 6.99m), ("Alice in Wonderland", 5.99m), ("Treasure Island", 6.49m), ("The Secret Garden", 6.99m), ("Peter Pan", 5.99m), ("My First Atlas", 12.99m), ("Dinosaurs to Colour", 4.99m), ("Bedtime Rhymes", 7.99m))),
        (12, Of("H", "History", ("A Short History of Bath", 14.99m), ("The Vikings in York", 16.99m), ("Kings and Queens", 12.99m), ("The Silk Roads", 11.99m), ("Medieval Norwich", 18.99m))),
        (10, Of("C", "Cookery", ("Slow Suppers", 22m), ("The Bread Book", 18.99m), ("Meze at Home", 24.99m), ("Vegetables First", 20m))),
        (8, Of("S", "Science", ("The Night Sky", 13.99m), ("On the Origin of Species", 10.99m), ("How Plants Think", 11.99m), ("Numbers for Everyone", 9.99m))),
        (6, Of("B", "Biography", ("The Brontës", 12.99m), ("Ada, Countess", 14.99m), ("A Life in Letters", 10.99m))),
        (4, Of("P", "Poetry", ("Sonnets", 6.99m), ("Poems of the Sea", 8.99m), ("Ariel and After", 9.99m))),
        (14, Of("N", "Stationery", ("Notebook, ruled", 8.5m), ("Fountain pen", 24.95m), ("Greeting card", 2.95m), ("Wall calendar", 9.99m), ("Bookmark, leather", 4.5m))),
        (16, Of("D", "Café", ("Flat white", 3.4m), ("Pot of tea", 2.9m), ("Lemon drizzle", 3.75m), ("Cheese scone", 3.2m))),
    ];

    private static DemoTitle[] Of(string prefix, string category, params (string Name, decimal Price)[] titles) =>
        [.. titles.Select((title, index) => new DemoTitle(prefix + (101 + index), title.Name, category, title.Price))];

    /// <summary>Any category by its weight, for a member's favourite.</summary>
    public static int Category(Random random)
    {
        var point = random.Next(Categories.Sum(category => category.Weight));
        var index = 0;
        while (point >= Categories[index].Weight)
            point -= Categories[index++].Weight;
        return index;
    }

    public static readonly int FictionIndex = Array.FindIndex(Categories, category => category.Titles[0].Category == Fiction);

    private static readonly int CafeIndex = Categories.Length - 1;

    /// <summary>A basket: mostly one to three lines, more before Christmas; half of it from the favourite category; no coffee by post.</summary>
    public static IReadOnlyList<LineInput> Basket(Random random, int? favourite, bool online, bool isGiftSeason)
    {
        var count = 1;
        while (count < 7 && random.NextDouble() < (isGiftSeason ? 0.55 : 0.4))
            count++;
        var lines = new List<LineInput>(count + 1);
        for (var made = 0; made < count; made++)
        {
            var category = favourite is { } own && random.NextDouble() < 0.5 ? own : Category(random);
            if (online && category == CafeIndex)
                category = FictionIndex;
            var titles = Categories[category].Titles;
            var title = titles[random.Next(titles.Length)];
            if (lines.Any(line => line.Sku == title.Sku))
                continue;
            var quantity = title.Price < 6 && random.NextDouble() < 0.3 ? 2 + random.Next(3) : 1;
            lines.Add(title.Times(quantity));
        }

        if (isGiftSeason && random.NextDouble() < 0.04)
            lines.Add(GiftCard.Times(1));
        if (online && lines.Sum(line => line.Net) < 25)
            lines.Add(Postage.Times(1));
        return lines;
    }

    private sealed record DemoTitle(string Sku, string Name, string Category, decimal Price, LineKind Kind = LineKind.Goods)
    {
        public LineInput Times(int quantity) => new(Sku, Name, Category, quantity, quantity * Price) { Kind = Kind };
    }
}
