using LoyaltyPortal.Platform.Commands;
using LoyaltyPortal.Platform.Data.Writing;
using LoyaltyPortal.Platform.Results;

namespace LoyaltyPortal.Events;

/// <summary>Early access on the recording road: which windows are still closed to somebody, and grants.</summary>
public sealed class AccessBook
{
    private static readonly RowQuery<AccessWindow> NotPublic = new RowQuery<AccessWindow>().Where(nameof(AccessWindow.MerchantId)).Above(nameof(AccessWindow.PublicAt));

    private readonly Work _work;
    private readonly Dictionary<int, IReadOnlyList<AccessRule>> _windows = [];

    private AccessBook(Work work) => _work = work;

    public static AccessBook In(Work work) => work.Book(static work => new AccessBook(work));

    /// <summary>The merchant's windows that have not opened for everybody; asked once in a group.</summary>
    public async ValueTask<IReadOnlyList<AccessRule>> ClosedAsync(int merchantId)
    {
        if (_windows.TryGetValue(merchantId, out var known))
            return known;
        IReadOnlyList<AccessRule> windows = [.. (await _work.Session.ListAsync(NotPublic, merchantId, _work.Now)).Select(window => window.ToRule())];
        _windows.Add(merchantId, windows);
        return windows;
    }

    /// <summary>Which of the windows were granted to a person.</summary>
    /// <param name="memberIds">The member, and those that were merged into it.</param>
    public async ValueTask<IReadOnlySet<long>> GrantedAsync(IReadOnlyList<AccessRule> windows, IReadOnlyList<long> memberIds)
    {
        var granted = new HashSet<long>();
        foreach (var window in windows)
        {
            foreach (var member in memberIds)
            {
                if (await _work.Session.GetAsync<AccessGrant>(new RowKey(window.Id, member)) is { RevokedAt: null })
                    granted.Add(window.Id);
            }
        }

        return granted;
    }

    /// <summary>Lets a member buy early, whatever their tier. Granted again, it is granted once.</summary>
    /// <param name="redemptionId">The redemption that pays for it; null where none does.</param>
    /// <returns>Or <c>early_access_unknown</c>, <c>early_access_public</c>.</returns>
    public async ValueTask<Result<AccessGrant>> GrantAsync(int merchantId, long windowId, long memberId, long? redemptionId)
    {
        if (await _work.Session.GetAsync<AccessWindow>(new RowKey(windowId)) is not { } window || window.MerchantId != merchantId)
            return EarlyAccessErrors.Unknown();
        if (window.PublicAt <= _work.Now)
            return EarlyAccessErrors.Public();
        var known = await _work.Session.GetAsync<AccessGrant>(new RowKey(windowId, memberId));
        if (known is { RevokedAt: null })
            return known;
        var grant = known ?? AccessGrant.Of(window, memberId);
        grant.Give(redemptionId, _work.Now);
        if (known is null)
            _work.Session.Insert(grant);
        else
            _work.Session.Update(grant);
        _work.AfterCommit(() => _work.Signals.Changed(memberId));
        return grant;
    }

    /// <summary>Takes a grant back; one that is not there, or that something else paid for, stays as it is.</summary>
    public async ValueTask RevokeAsync(int merchantId, long windowId, long memberId, long? redemptionId)
    {
        if (await _work.Session.GetAsync<AccessGrant>(new RowKey(windowId, memberId)) is not { RevokedAt: null } grant || grant.MerchantId != merchantId || grant.RedemptionId != redemptionId)
            return;
        grant.Revoke(_work.Now);
        _work.Session.Update(grant);
        _work.AfterCommit(() => _work.Signals.Changed(memberId));
    }
}
