using System.Globalization;
using System.Resources;
using Radzen;

namespace LoyaltyPortal.Platform.Shell;

/// <summary>The component library's own words in our languages; what is not in the resources keeps its wording.</summary>
public sealed class RadzenTexts : ILocalizer
{
    private static readonly ResourceManager Words = new(typeof(RadzenText));

    public string? Get(string key, CultureInfo culture) => Words.GetString(key, culture);
}

/// <summary>Marks <c>RadzenText.resx</c>; its keys are the library's.</summary>
public sealed class RadzenText;
