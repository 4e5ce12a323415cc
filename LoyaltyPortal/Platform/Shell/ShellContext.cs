namespace LoyaltyPortal.Platform.Shell;

/// <summary>Whom the shell is drawn for: the current merchant, the reader and what they may see.</summary>
/// <param name="MerchantSlug">Null outside any merchant.</param>
/// <param name="BrandColour">The merchant's colour as <c>#rrggbb</c>; adjusted for contrast before use.</param>
/// <param name="Policies">The policies that the reader holds here; navigation and palette show only what they allow.</param>
/// <param name="Merchants">Every merchant the reader may switch to.</param>
public sealed record ShellContext(
    string? MerchantSlug,
    string? MerchantName,
    string? BrandColour,
    string UserName,
    IReadOnlySet<string> Policies,
    IReadOnlyList<(string Slug, string Name)> Merchants)
{
    public static ShellContext Nobody { get; } = new(null, null, null, "", new HashSet<string>(), []);

    /// <summary>Every wallet that the reader may switch to, in a wallet; elsewhere none.</summary>
    public IReadOnlyList<(string Slug, string Name)> Wallets { get; init; } = [];

    /// <summary>The merchant's IANA zone, in which days and times are shown.</summary>
    public string Zone { get; init; } = "UTC";

    /// <summary>The merchant's ISO 4217 currency.</summary>
    public string Currency { get; init; } = "EUR";

    /// <summary>The merchant's own name for points, in the plural; null for the ordinary word.</summary>
    public string? PointsName { get; init; }

    /// <summary>What sort of member of staff the reader is, in their language; shown under their name.</summary>
    public string? RoleName { get; init; }
}

/// <summary>
/// Holds the circuit's <see cref="ShellContext"/>. Whoever knows the workspace sets it before the layout renders; layouts,
/// <see cref="Formats"/> and the palette read it.
/// </summary>
public sealed class ShellContextProvider
{
    public ShellContext Current { get; private set; } = ShellContext.Nobody;

    /// <summary>Raised after <see cref="Set"/>, on the caller's thread.</summary>
    public event Action? Changed;

    public void Set(ShellContext context)
    {
        Current = context;
        Changed?.Invoke();
    }
}
