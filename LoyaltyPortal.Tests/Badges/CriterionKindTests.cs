using System.Text.Json;
using System.Xml.Linq;
using LoyaltyPortal.Badges;
using LoyaltyPortal.Platform.Shell;

namespace LoyaltyPortal.Tests.Badges;

/// <summary>Every kind of criterion that exists, or will exist, keeps the same promises.</summary>
public sealed class CriterionKindTests
{
    private static readonly string[] Languages = ["BadgesText.resx", "BadgesText.tr.resx"];

    public static TheoryData<string> Kinds() => [.. Criteria.All.Select(kind => kind.Key)];

    [Fact]
    public void Every_kind_has_a_key_of_its_own()
    {
        var types = typeof(Criterion).Assembly.GetTypes().Where(type => type is { IsAbstract: false } && type.IsSubclassOf(typeof(Criterion))).ToList();

        Assert.Equal(types.Count, types.Select(Criteria.KeyOf).Distinct().Count());
        Assert.All(Criteria.All, kind => Assert.Matches("^[a-z][a-z_]*$", kind.Key));
        Assert.Equal(types.Count, Criteria.All.Count);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Its_settings_survive_being_stored(string kind)
    {
        var criterion = Criteria.Create(kind);
        var stored = JsonSerializer.Serialize(criterion.SettingsValue, criterion.SettingsValue.GetType(), CriterionJson.Options);

        var again = Criteria.Create(kind, stored);

        Assert.Equal(stored, JsonSerializer.Serialize(again.SettingsValue, again.SettingsValue.GetType(), CriterionJson.Options));
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void It_has_words_a_picture_and_targets_to_start_from(string kind)
    {
        var criterion = Criteria.Create(kind);

        Assert.True(Icons.InSprite(Criteria.IconOf(kind)));
        Assert.NotEmpty(criterion.UsualTargets);
        Assert.Equal(criterion.UsualTargets.Order(), criterion.UsualTargets);
        foreach (var file in Languages)
        {
            var texts = XDocument.Load(Path.Combine(Checkout.Root, "LoyaltyPortal", "Badges", file)).Root!.Elements("data").Select(data => data.Attribute("name")!.Value).ToHashSet();
            Assert.Contains($"kind_{kind}", texts);
            Assert.Contains($"kind_{kind}_text", texts);
            Assert.Contains($"Goal.{criterion.Sentence.Code}", texts);
            Assert.Contains($"Counted.{kind}", texts);
        }
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void What_is_done_and_taken_back_leaves_nothing_and_progress_is_never_negative(string kind)
    {
        var criterion = Criteria.Create(kind);
        for (var seed = 0; seed < 50; seed++)
        {
            var random = new Random(seed);
            var progress = new GoalProgress(1);
            var done = Enumerable.Range(0, 10).Select(_ => Any(random)).ToList();
            Enter(progress, done);
            Assert.True(criterion.ProgressOf(progress.Marks, new DateOnly(2020, 1, 1), new DateOnly(2020, 1, 2)) >= 0);

            Enter(progress, done.Select(deed => deed with { Count = -deed.Count, Net = -deed.Net, Points = -deed.Points, Lines = [.. deed.Lines.Select(line => line with { Quantity = -line.Quantity, Net = -line.Net })] }));
            Assert.Empty(progress.Marks);

            Enter(progress, [Any(random) with { Count = -1, Net = -5, Points = -5 }]);
            Assert.True(criterion.ProgressOf(progress.Marks, new DateOnly(2020, 1, 1), new DateOnly(2019, 1, 1)) >= 0);
        }

        void Enter(GoalProgress progress, IEnumerable<Deed> deeds)
        {
            var marks = new List<Mark>();
            foreach (var deed in deeds)
                criterion.Mark(deed, marks);
            marks.ForEach(progress.Add);
        }
    }

    [Fact]
    public void A_sheet_says_what_was_written_whatever_a_category_is_called()
    {
        var sheet = new ProgressSheet();
        var progress = new GoalProgress(3) { Level = 2, HasJoined = true };
        progress.Add(new Mark("", 12.3456m));
        progress.Add(new Mark("a=b", 1));
        progress.Add(new Mark("tab\there\nand there", -2));
        progress.Add(new Mark("Çiçek & Böcek", 1_000_000));
        sheet.Put(41, progress);
        sheet.Put(long.MaxValue, new GoalProgress(1));

        var again = ProgressSheet.Parse(sheet.ToText());

        Assert.Equal(2, again.Goals.Count);
        Assert.Equal((3, 2, true), (again.Goals[41].Stamp, again.Goals[41].Level, again.Goals[41].HasJoined));
        Assert.True(again.Goals[41].SameMarks(progress));
        Assert.Equal(1, again.Goals[41].Marks["A=B"]);
        Assert.Equal(sheet.ToText(), again.ToText());
        Assert.Empty(ProgressSheet.Parse("").Goals);
    }

    private static Deed Any(Random random) => new((DeedKind)random.Next(1, 5), new DateOnly(2026, 1, 1).AddDays(random.Next(400)))
    {
        What = random.Next(3) switch { 0 => "product_review", 1 => "trade_in", _ => "gold" },
        StoreId = random.Next(1, 4),
        Net = random.Next(1, 9_999) / 100m,
        Points = random.Next(1, 100),
        Lines = [new DeedLine(random.Next(2) == 0 ? "Books" : null, random.Next(1, 4), random.Next(1, 999) / 100m)],
    };
}
