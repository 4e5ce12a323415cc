using System.Reflection;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using LoyaltyPortal.Platform.Results;

namespace LoyaltyPortal.Tests.Architecture;

public sealed partial class ArchitectureTests
{
    [Fact]
    public void Rooms_refer_to_lower_ranks_only() => Assert.Empty(RoomRanks.Violations(RoomRanks.Sources()));

    [Theory]
    [InlineData("Ledger/X.cs", "using LoyaltyPortal.Purchases;\nclass X;", true)]
    [InlineData("Ledger/X.cs", "class X { LoyaltyPortal.Purchases.Purchase P; }", true)]
    [InlineData("Ledger/X.cs", "class X { global::LoyaltyPortal.Facts.StoreDay P; }", true)]
    [InlineData("Till/Pages/X.razor", "@using LoyaltyPortal.Wallet\n<p></p>", true)]
    [InlineData("Till/Pages/X.razor", "@inject LoyaltyPortal.Demo.DemoService D", true)]
    [InlineData("Platform/Data/X.cs", "using static LoyaltyPortal.Members.MemberCode;", true)]
    [InlineData("Nowhere/X.cs", "class X;", true)]
    [InlineData("Purchases/X.cs", "using LoyaltyPortal.Ledger; // and LoyaltyPortal.Demo one day", false)]
    [InlineData("Demo/X.cs", "using LoyaltyPortal.Imports;", false)]
    [InlineData("Program.cs", "using LoyaltyPortal.Demo;", false)]
    public void A_planted_violation_is_found(string path, string text, bool found) => Assert.Equal(found, RoomRanks.Violations([(path, text)]).Any());

    [Fact]
    public void The_sources_are_really_read() => Assert.True(RoomRanks.Sources().Count() > 80);

    public static TheoryData<string> FailureClasses() => [.. AllFailures().Select(method => method.DeclaringType!.Name).Distinct()];

    [Theory]
    [MemberData(nameof(FailureClasses))]
    public void Every_failure_has_its_words_in_every_language(string failures) =>
        Assert.Empty(AllFailures().Where(method => method.DeclaringType!.Name == failures).SelectMany(Wordless));

    private static IEnumerable<string> Wordless(MethodInfo method)
    {
        var failure = (Failure)method.Invoke(null, [.. method.GetParameters().Select(Example)])!;
        foreach (var code in Codes(method, failure))
        {
            foreach (var file in new[] { $"{failure.Texts.Name}.resx", $"{failure.Texts.Name}.tr.resx" })
            {
                var text = Text(failure.Texts, file, code);
                if (string.IsNullOrWhiteSpace(text))
                    yield return $"{file} has no {code}";
                else if (string.Format(System.Globalization.CultureInfo.InvariantCulture, text, failure.Arguments).Contains('{', StringComparison.Ordinal))
                    yield return $"{file} {code} wants more than it is given";
            }
        }
    }

    private static IEnumerable<MethodInfo> AllFailures() => typeof(Failure).Assembly.GetTypes()
        .Where(type => type.Name.EndsWith("Errors", StringComparison.Ordinal))
        .SelectMany(type => type.GetMethods(BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly))
        .Where(method => method.ReturnType == typeof(Failure) && method is { IsGenericMethod: false, IsPrivate: false });

    private static object? Example(ParameterInfo parameter) => parameter.ParameterType switch
    {
        var type when type == typeof(string) => "example",
        var type when type.IsArray => Array.CreateInstance(type.GetElementType()!, 0),
        var type when Nullable.GetUnderlyingType(type) is { } inner => Activator.CreateInstance(inner),
        var type when type.IsValueType => Activator.CreateInstance(type),
        var type => System.Runtime.CompilerServices.RuntimeHelpers.GetUninitializedObject(type),
    };

    /// <summary>A failure whose code is an argument stands for every code that the sources give it.</summary>
    private static IEnumerable<string> Codes(MethodInfo method, Failure failure)
    {
        if (failure.Code.EndsWith('_'))
        {
            // A family: the rest of the code comes from elsewhere, so whatever English has of it.
            var family = XDocument.Load(Resource(failure.Texts, $"{failure.Texts.Name}.resx")!).Root!.Elements("data").Select(data => data.Attribute("name")!.Value).Where(name => name.StartsWith(failure.Code, StringComparison.Ordinal)).ToList();
            Assert.NotEmpty(family);
            return family;
        }

        if (failure.Code != "example")
            return [failure.Code];
        var calls = new Regex($@"{method.DeclaringType!.Name}\.{method.Name}\(""([a-z_]+)""", RegexOptions.None, TimeSpan.FromSeconds(1));
        var codes = RoomRanks.Sources().SelectMany(source => calls.Matches(source.Text).Select(match => match.Groups[1].Value)).Distinct().ToList();
        Assert.NotEmpty(codes);
        return codes;
    }

    private static string? Text(Type texts, string resource, string key) => Resource(texts, resource) is { } file
        ? XDocument.Load(file).Root!.Elements("data").FirstOrDefault(data => data.Attribute("name")!.Value == key)?.Element("value")?.Value
        : null;

    private static string? Resource(Type texts, string resource) =>
        Directory.EnumerateFiles(Path.Combine(Checkout.Root, "LoyaltyPortal", texts.Namespace!.Split('.')[1]), resource, SearchOption.AllDirectories).FirstOrDefault();

    /// <summary>What the audit log keeps as a word is read as a sentence.</summary>
    [Fact]
    public void Every_kind_of_audit_line_has_words()
    {
        var kinds = typeof(Program).Assembly.GetTypes().Where(type => type.Name.EndsWith("Audit", StringComparison.Ordinal) || type.Name.EndsWith("AuditKinds", StringComparison.Ordinal))
            .SelectMany(type => type.GetFields(BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Static)).Where(field => field is { IsLiteral: true } && field.FieldType == typeof(string)).Select(field => (string)field.GetRawConstantValue()!).ToList();

        Assert.True(kinds.Count > 30);
        Assert.Equal([], kinds.FindAll(kind => Text(typeof(LoyaltyPortal.Merchants.MerchantsText), "MerchantsText.resx", "Audit." + kind) is null));
    }

    [Fact]
    public void Nothing_specific_to_a_database_is_outside_of_its_place() =>
        Assert.Empty(RoomRanks.Sources()
            .Where(source => !source.Path.StartsWith("Platform/Data/", StringComparison.Ordinal) && ProviderWords().IsMatch(source.Text))
            .Select(source => $"{source.Path}: {ProviderWords().Match(source.Text).Value}"));

    [GeneratedRegex(@"Microsoft\.Data\.Sql\w+|SQLitePCL|\bSqlite(Connection|Command|Exception|Parameter)\b|\bSql(Connection|Command|Exception|Parameter|DataReader|BulkCopy)\b|UseSqlite|UseSqlServer|\bPRAGMA\b|\bIsSqlite\(|\bIsSqlServer\(|FromSql|ExecuteSql|IgnoreQueryFilters", RegexOptions.None, 1_000)]
    private static partial Regex ProviderWords();
}
