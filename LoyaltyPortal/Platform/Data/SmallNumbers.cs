using Microsoft.EntityFrameworkCore;

namespace LoyaltyPortal.Platform.Data;

/// <summary>Small numbers that are unique over all tenants: the one question that has to look past the tenant filter.</summary>
public static class SmallNumbers
{
    /// <summary>One more than the largest number of that column, of whichever merchant; 1 for the first. Two who ask at once get the same: the key decides, and the loser asks again.</summary>
    public static async Task<int> NextAsync<T>(LoyaltyDbContext context, System.Linq.Expressions.Expression<Func<T, int?>> number, CancellationToken cancellation = default) where T : class =>
        await context.Set<T>().IgnoreQueryFilters().MaxAsync(number, cancellation) + 1 ?? 1;
}
