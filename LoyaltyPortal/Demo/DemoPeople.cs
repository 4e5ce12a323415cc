using System.Globalization;
using LoyaltyPortal.Members;

namespace LoyaltyPortal.Demo;

/// <summary>The demo's members: names as a British high street has them, addresses and numbers that are reserved for examples.</summary>
internal static class DemoPeople
{
    /// <summary>First names and family names of people who could be one family; the weight says how many of a hundred members they are.</summary>
    private static readonly (int Weight, string[] First, string[] Last)[] Origins =
    [
        (52, ["Amelia", "Ben", "Charlotte", "Daniel", "Eleanor", "Fraser", "Grace", "Harry", "Imogen", "Jack", "Katherine", "Louise", "Martin", "Nell", "Oliver", "Philippa", "Rosie", "Samuel", "Thomas", "Victoria"],
            ["Ashworth", "Barlow", "Carmichael", "Dunmore", "Eastwood", "Fletcher", "Greenhalgh", "Hargreaves", "Kirkbride", "Lambourne", "Marsh", "Northcote", "Osborne", "Pemberton", "Radcliffe", "Stanhope", "Thornton", "Underhill", "Whitaker", "Yardley"]),
        (12, ["Ayşe", "Çağla", "Deniz", "Emre", "Gökhan", "İpek", "Mehmet", "Özlem", "Şebnem", "Ümit"], ["Aydın", "Çelik", "Demir", "Güneş", "Kılıç", "Özdemir", "Şahin", "Yıldız"]),
        (10, ["Alexandros", "Eleni", "Ioanna", "Kostas", "Nikos", "Sofia", "Thanos", "Zoe"], ["Angelopoulos", "Dimitriou", "Ioannidis", "Karagiannis", "Papadakis", "Stavrou"]),
        (12, ["Agnieszka", "Bartosz", "Ewa", "Grzegorz", "Łukasz", "Małgorzata", "Paweł", "Zofia"], ["Dąbrowska", "Kamiński", "Kowalczyk", "Wiśniewska", "Wójcik", "Zieliński"]),
        (8, ["Aditi", "Farhan", "Harpreet", "Meera", "Rohan", "Zainab"], ["Ahmed", "Banerjee", "Chaudhry", "Gill", "Patel", "Sharma"]),
        (6, ["Aoife", "Ciarán", "Niamh", "Oisín", "Siobhán", "Tadhg"], ["Byrne", "Doyle", "Gallagher", "O'Connor", "O'Sullivan", "Walsh"]),
    ];

    public const int Count = 200;

    /// <summary>The member who can sign in, first; then the others, no name twice.</summary>
    public static IReadOnlyList<DemoPerson> All(Random random)
    {
        var names = new HashSet<string>(StringComparer.Ordinal) { DemoMerchant.AdaName };
        var people = new List<DemoPerson>(Count) { new(DemoMerchant.AdaName, DemoMerchant.AdaEmail, PhoneOf(0), new DateOnly(1988, 12, 10), AllowsEmail: true) };
        while (people.Count < Count)
        {
            var (_, first, last) = Origins[Pick(random)];
            var name = first[random.Next(first.Length)] + " " + last[random.Next(last.Length)];
            if (!names.Add(name))
                continue;
            var hasEmail = random.NextDouble() < 0.85;
            people.Add(new DemoPerson(
                name,
                hasEmail ? EmailOf(name, random) : null,
                !hasEmail || random.NextDouble() < 0.7 ? PhoneOf(people.Count) : null,
                random.NextDouble() < 0.5 ? new DateOnly(1945 + random.Next(60), 1 + random.Next(12), 1 + random.Next(28)) : null,
                hasEmail && random.NextDouble() < 0.6));
        }

        return people;
    }

    private static int Pick(Random random)
    {
        var point = random.Next(Origins.Sum(origin => origin.Weight));
        var index = 0;
        while (point >= Origins[index].Weight)
            point -= Origins[index++].Weight;
        return index;
    }

    private static string EmailOf(string name, Random random) =>
        string.Join('.', MemberTerm.Words(name)).Replace('ł', 'l') + "@" + (random.Next(3) switch { 0 => "example.com", 1 => "example.org", _ => "example.net" });

    /// <summary>Ofcom keeps 07700 900000 to 900999 for stories.</summary>
    private static string PhoneOf(int number) => string.Create(CultureInfo.InvariantCulture, $"+44 7700 900{number * 5 % 1000:000}");
}

internal sealed record DemoPerson(string Name, string? Email, string? Phone, DateOnly? BirthDate, bool AllowsEmail);
