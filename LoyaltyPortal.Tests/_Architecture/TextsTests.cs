using System.Xml.Linq;

namespace LoyaltyPortal.Tests.Architecture;

/// <summary>Every text exists in every language, with the same blanks to fill.</summary>
public sealed class TextsTests
{
    private static readonly string[] Languages = ["tr"];

    public static TheoryData<string> Resources()
    {
        var root = Path.Combine(Checkout.Root, "LoyaltyPortal");
        var files = Directory.EnumerateFiles(root, "*.resx", SearchOption.AllDirectories)
            .Select(path => Path.GetRelativePath(root, path).Replace('\\', '/'))
            .Where(path => !path.StartsWith("bin/", StringComparison.Ordinal) && !path.StartsWith("obj/", StringComparison.Ordinal))
            .Where(path => !Path.GetFileNameWithoutExtension(path).Contains('.', StringComparison.Ordinal));
        return [.. files];
    }

    [Theory]
    [MemberData(nameof(Resources))]
    public void Every_language_has_the_same_texts_and_none_is_empty(string resource)
    {
        var english = Read(resource);
        var faults = Languages
            .SelectMany(language => Faults(english, Read(resource.Replace(".resx", $".{language}.resx", StringComparison.Ordinal))).Select(fault => $"{language}: {fault}"))
            .Concat(english.Where(text => string.IsNullOrWhiteSpace(text.Value)).Select(text => $"en: {text.Key} is empty"));
        Assert.Empty(faults);
    }

    [Fact]
    public void A_missing_an_empty_and_a_differently_filled_text_are_noticed()
    {
        var english = new Dictionary<string, string> { ["A"] = "Hello {0}", ["B"] = "Bye", ["C"] = "Yes" };
        var turkish = new Dictionary<string, string> { ["A"] = "Merhaba", ["B"] = " ", ["D"] = "Fazla" };

        Assert.Equal(["A fills other blanks", "B is empty", "C is missing", "D is not in English"], Faults(english, turkish).Order());
    }

    private static IEnumerable<string> Faults(Dictionary<string, string> english, Dictionary<string, string> other)
    {
        foreach (var (key, value) in english)
        {
            if (!other.TryGetValue(key, out var translated))
                yield return $"{key} is missing";
            else if (string.IsNullOrWhiteSpace(translated))
                yield return $"{key} is empty";
            else if (!Blanks(value).SetEquals(Blanks(translated)))
                yield return $"{key} fills other blanks";
        }

        foreach (var key in other.Keys.Except(english.Keys))
            yield return $"{key} is not in English";
    }

    private static HashSet<string> Blanks(string text) =>
        [.. System.Text.RegularExpressions.Regex.Matches(text, @"\{(\d+)[^}]*\}", System.Text.RegularExpressions.RegexOptions.None, TimeSpan.FromSeconds(1)).Select(match => match.Groups[1].Value)];

    private static Dictionary<string, string> Read(string resource)
    {
        var path = Path.Combine(Checkout.Root, "LoyaltyPortal", resource);
        Assert.True(File.Exists(path), $"{resource} does not exist");
        return XDocument.Load(path).Root!.Elements("data").ToDictionary(data => data.Attribute("name")!.Value, data => data.Element("value")?.Value ?? "");
    }
}
