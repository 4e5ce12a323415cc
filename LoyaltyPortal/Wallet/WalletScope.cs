using System.Security.Claims;
using LoyaltyPortal.Members;
using LoyaltyPortal.Merchants;
using LoyaltyPortal.Platform.Access;
using LoyaltyPortal.Platform.Shell;
using Microsoft.AspNetCore.Authorization;

namespace LoyaltyPortal.Wallet;

/// <summary>A signed-in person's membership with one merchant: what the wallet's pages work with.</summary>
public sealed record WalletPlace(MerchantView Merchant, MemberView Member, long UserId);

/// <summary>The wallet of one circuit or request: entered by the authorisation of its pages, and told to the shell.</summary>
public sealed class WalletScope(MerchantDirectory directory, MemberService members, MemberPlaces places, ShellContextProvider shell) : ICircuitCheck
{
    /// <summary>The policy that the wallet's pages carry.</summary>
    public const string Policy = Policies.Wallet;

    /// <summary>Set by the policy before any page of the wallet is shown.</summary>
    public WalletPlace? Current { get; private set; }

    /// <summary>The reader's membership with that merchant as it is now, or null for a stranger.</summary>
    public async ValueTask<WalletPlace?> EnterAsync(string slug, ClaimsPrincipal user, CancellationToken cancellation = default)
    {
        if (MerchantAccess.UserIdOf(user) is not { } userId || await directory.FindAsync(slug, cancellation) is not { } merchant)
            return null;
        if (await members.FindOwnAsync(merchant.Id, userId, cancellation) is not { } member)
            return null;
        var place = new WalletPlace(merchant, member, userId);
        var isNew = Current is null || Current.Merchant.Id != merchant.Id || Current.Merchant.Settings != merchant.Settings || Current.Member.Name != member.Name;
        Current = place;
        if (isNew)
            shell.Set(ShellOf(merchant, member.Name) with { Wallets = await WalletsAsync(userId, cancellation) });
        return place;
    }

    private async Task<IReadOnlyList<(string Slug, string Name)>> WalletsAsync(long userId, CancellationToken cancellation)
    {
        var wallets = new List<(string Slug, string Name)>();
        foreach (var merchantId in await places.OfAsync(userId, cancellation))
        {
            if (await directory.FindAsync(merchantId, cancellation) is { } merchant)
                wallets.Add((merchant.Slug, merchant.Name));
        }

        return [.. wallets.OrderBy(wallet => wallet.Name, StringComparer.CurrentCulture)];
    }

    public async Task<bool> StillWelcomeAsync(ClaimsPrincipal user, CancellationToken cancellation) =>
        Current is null || await EnterAsync(Current.Merchant.Slug, user, cancellation) is not null;

    /// <summary>The shell in a merchant's colours, for somebody who is not staff there.</summary>
    internal static ShellContext ShellOf(MerchantView merchant, string name) =>
        new(merchant.Slug, merchant.Name, merchant.Settings.BrandColour, name, new HashSet<string>(StringComparer.Ordinal), [])
        {
            Zone = merchant.Settings.TimeZone,
            Currency = merchant.Settings.Currency,
            PointsName = merchant.Settings.PointsName,
        };
}

/// <summary>That the reader is a member of the merchant in the address.</summary>
public sealed record WalletRequirement : IAuthorizationRequirement;

internal sealed class WalletHandler(WalletScope scope, Refusals refusals) : AuthorizationHandler<WalletRequirement>
{
    protected override async Task HandleRequirementAsync(AuthorizationHandlerContext context, WalletRequirement requirement)
    {
        if (MerchantAccess.UserIdOf(context.User) is null)
            return; // nobody is signed in: that is another requirement's refusal
        if (MerchantRoute.SlugOf(context) is not { } slug || await scope.EnterAsync(slug, context.User) is null)
        {
            refusals.RefuseStranger(context, this);
            return;
        }

        refusals.Welcome();
        context.Succeed(requirement);
    }
}
