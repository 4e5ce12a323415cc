using System.Reflection;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;

namespace LoyaltyPortal.Platform.Data;

/// <summary>Which tables hold rows of merchants, from EF Core's model: every table with a MerchantId, and the merchants themselves.</summary>
internal static class MerchantRows
{
    private const string Owner = nameof(IMerchantOwned.MerchantId);
    private const string Merchants = "Merchants";

    private static readonly MethodInfo DeleteMethod = typeof(MerchantRows).GetMethod(nameof(DeleteRowsAsync), BindingFlags.Static | BindingFlags.NonPublic)!;

    /// <summary>The tables in an order in which they can be emptied: no row goes before those that refer to it.</summary>
    public static IReadOnlyList<IEntityType> DependentsFirst(IModel model)
    {
        var waiting = model.GetEntityTypes().Where(type => type.FindProperty(Owner) is not null || type.GetTableName() == Merchants).OrderBy(type => type.Name, StringComparer.Ordinal).ToList();
        var ordered = new List<IEntityType>(waiting.Count);
        while (waiting.Count > 0)
        {
            var free = waiting.FirstOrDefault(type => !waiting.Any(other => other != type && other.GetForeignKeys().Any(key => key.PrincipalEntityType == type)))
                ?? throw new InvalidOperationException("The tables refer to each other in a circle.");
            ordered.Add(free);
            waiting.Remove(free);
        }

        return ordered;
    }

    public static Task<int> DeleteAsync(LoyaltyDbContext context, IEntityType type, int merchantId, CancellationToken cancellation) =>
        (Task<int>)DeleteMethod.MakeGenericMethod(type.ClrType).Invoke(null, [context, type.FindProperty(Owner) is null ? "Id" : Owner, merchantId, cancellation])!;

    private static Task<int> DeleteRowsAsync<T>(LoyaltyDbContext context, string column, int merchantId, CancellationToken cancellation) where T : class =>
        context.Set<T>().Where(row => EF.Property<int>(row, column) == merchantId).ExecuteDeleteAsync(cancellation);
}
