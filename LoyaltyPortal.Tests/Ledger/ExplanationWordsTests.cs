using System.Globalization;
using System.Text.RegularExpressions;
using LoyaltyPortal.Earning;
using LoyaltyPortal.Ledger;
using LoyaltyPortal.Platform.Shell;
using LoyaltyPortal.Purchases;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Localization;

namespace LoyaltyPortal.Tests.Ledger;

public sealed class ExplanationWordsTests : ComponentContext
{
    public ExplanationWordsTests() => Services.AddScoped<ExplanationWords>().AddScoped<EntryWords>();

    [Fact]
    public void Money_and_numbers_are_said_in_the_readers_formats()
    {
        var step = new ExplanationStep("Earning", "step_points_per_amount", "Base", 1234.5m) { Arguments = ["1234.50", "GBP", "1.5"] };

        Assert.Equal("Base: £1,234.50 at 1.5 per £1.00", Get<ExplanationWords>().Say(step));
        CultureInfo.CurrentCulture = CultureInfo.GetCultureInfo("tr-TR");
        CultureInfo.CurrentUICulture = CultureInfo.GetCultureInfo("tr");
        Assert.Equal("Base: £1.234,50, her £1,00 için 1,5", Get<ExplanationWords>().Say(step));
    }

    [Fact]
    public void A_step_that_nobody_has_words_for_shows_its_code() =>
        Assert.Equal("step_unheard_of", Get<ExplanationWords>().Say(new ExplanationStep("Ledger", "step_unheard_of")));

    /// <summary>Reads the sources: a step that is written somewhere must have its sentence in the texts of its room.</summary>
    [Fact]
    public void Every_step_that_the_code_writes_has_words()
    {
        var root = Path.Combine(Checkout.Root, "LoyaltyPortal");
        var codes = Directory.EnumerateFiles(root, "*.cs", SearchOption.AllDirectories)
            .Where(path => !path.Contains($"{Path.DirectorySeparatorChar}obj{Path.DirectorySeparatorChar}", StringComparison.Ordinal))
            .Where(path => Path.GetFileName(path) != "ApiExamples.cs") // examples show steps that others write
            .SelectMany(StepsOf)
            .Distinct()
            .SelectMany(step => step.Code.EndsWith('_') ? EndingsOf(step.Code).Select(ending => (step.Rooms, Code: step.Code + ending)) : [step])
            .ToList();

        var localizers = Get<IStringLocalizerFactory>();
        var missing = codes.Where(step => step.Rooms.Split(' ').All(room => localizers.Create($"LoyaltyPortal.{room}.{room}Text", "LoyaltyPortal")[step.Code].ResourceNotFound));
        Assert.NotEmpty(codes);
        Assert.Empty(missing);
    }

    /// <summary>The codes of a file, and the rooms whose words it writes them in: those that it names, or else its own.</summary>
    private static IEnumerable<(string Rooms, string Code)> StepsOf(string path)
    {
        var text = File.ReadAllText(path);
        var named = Regex.Matches(text, "ExplanationStep\\(\"([A-Z][a-z]+)\"", RegexOptions.None, TimeSpan.FromSeconds(5)).Select(match => match.Groups[1].Value).Distinct().ToList();
        var rooms = named.Count > 0 ? string.Join(' ', named) : Path.GetRelativePath(Path.Combine(Checkout.Root, "LoyaltyPortal"), path).Split(Path.DirectorySeparatorChar)[0];
        return Regex.Matches(text, "\"((?:step|silent)_[a-z_]+)\"", RegexOptions.None, TimeSpan.FromSeconds(5)).Select(match => (rooms, match.Groups[1].Value));
    }

    /// <summary>What a family of codes goes on with.</summary>
    private static IEnumerable<string> EndingsOf(string family) => family switch
    {
        "step_adjusted_" => Enum.GetNames<AdjustmentReason>(),
        "step_bonus_once_" => MemberActions.All.Where(action => MemberActions.LimitOf(action) is not null),
        "step_back_" => ["merge", "referrer", "referee"],
        _ => MemberActions.All,
    };

    [Fact]
    public void Every_kind_of_entry_has_a_name()
    {
        var texts = Get<IStringLocalizer<LedgerText>>();

        Assert.All(Enum.GetValues<EntryKind>(), kind => Assert.False(texts["Kind." + kind].ResourceNotFound));
    }
}
