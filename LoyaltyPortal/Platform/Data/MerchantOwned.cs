namespace LoyaltyPortal.Platform.Data;

/// <summary>A row that belongs to one merchant. Every query on it is filtered by, and every write checked against, the context's merchant.</summary>
public interface IMerchantOwned
{
    int MerchantId { get; }
}

/// <summary>A row whose update succeeds only on the version that was read.</summary>
public interface IVersioned
{
    long Version { get; }
}

/// <summary>A write touched, or referred to, another merchant's row. Always a bug.</summary>
public sealed class TenancyViolationException(string message) : InvalidOperationException(message);
