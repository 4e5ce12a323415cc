using System.Security.Claims;
using LoyaltyPortal.Platform.Access;
using LoyaltyPortal.Platform.Shell;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.Localization;

namespace LoyaltyPortal.Merchants;

/// <summary>
/// The workspace of one circuit or request: entered by the authorisation of the page, cascaded to everything on it
/// (<c>[CascadingParameter] Workspace</c>), and told to the shell. It follows a changed role within a minute, and at once in this process when
/// the reader moves to another page.
/// </summary>
public sealed class WorkspaceScope : ICircuitCheck
{
    /// <summary>The navigation's word for pages that only a demo merchant has.</summary>
    public const string DemoPages = "Demo";

    private readonly MerchantAccess _access;
    private readonly ShellContextProvider _shell;
    private readonly IStringLocalizer<MerchantsText> _text;
    private IReadOnlyList<(string Slug, string Name)>? _workplaces;

    public WorkspaceScope(MerchantAccess access, ShellContextProvider shell, IStringLocalizer<MerchantsText> text)
    {
        _access = access;
        _shell = shell;
        _text = text;
        Source = new CascadingValueSource<Workspace?>(() => Current, isFixed: false);
    }

    public Workspace? Current { get; private set; }

    public CascadingValueSource<Workspace?> Source { get; }

    /// <summary>The workspace at a merchant, or null for a stranger (who leaves the current one as it is).</summary>
    /// <param name="again">Asks the database even when the answer is remembered.</param>
    public async ValueTask<Workspace?> EnterAsync(string slug, ClaimsPrincipal user, bool again = false, CancellationToken cancellation = default)
    {
        if (await _access.EnterAsync(slug, user, again, cancellation) is not { } workspace)
            return null;
        if (Current is not null && IsSame(workspace, Current))
            return Current; // pages read again when their workspace changes: not for nothing
        _workplaces ??= [.. (await _access.WorkplacesAsync(workspace.Actor.UserId!.Value, cancellation)).Select(place => (place.Slug, place.Name))];
        Current = workspace;
        _shell.Set(ShellOf(workspace, _workplaces));
        await Source.NotifyChangedAsync(workspace);
        return workspace;
    }

    public async Task<bool> StillWelcomeAsync(ClaimsPrincipal user, CancellationToken cancellation) =>
        Current is null || await EnterAsync(Current.Merchant.Slug, user, again: true, cancellation) is not null;

    private static bool IsSame(Workspace one, Workspace other) =>
        ReferenceEquals(one, other)
        || (one.Role == other.Role && one.HomeStoreId == other.HomeStoreId && one.Actor == other.Actor && one.Actor.Name == other.Actor.Name
            && one.Merchant.Id == other.Merchant.Id && one.Merchant.Settings == other.Merchant.Settings && one.Merchant.Stores.SequenceEqual(other.Merchant.Stores));

    /// <summary>What the navigation may show: the permissions, and for who may remove it, the page of a demo.</summary>
    private static HashSet<string> Shown(Workspace workspace)
    {
        var shown = workspace.Actor.Permissions.Select(permission => permission.ToString()).ToHashSet(StringComparer.Ordinal);
        if (workspace.Merchant.IsDemo && workspace.Actor.May(Permission.ChangeSettings))
            shown.Add(DemoPages);
        return shown;
    }

    private ShellContext ShellOf(Workspace workspace, IReadOnlyList<(string Slug, string Name)> workplaces) => new(
        workspace.Merchant.Slug,
        workspace.Merchant.Name,
        workspace.Merchant.Settings.BrandColour,
        workspace.Actor.Name,
        Shown(workspace),
        workplaces)
    {
        Zone = workspace.Merchant.Settings.TimeZone,
        Currency = workspace.Merchant.Settings.Currency,
        PointsName = workspace.Merchant.Settings.PointsName,
        RoleName = _text["Role." + workspace.Role],
    };
}
