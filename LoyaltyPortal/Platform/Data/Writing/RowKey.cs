namespace LoyaltyPortal.Platform.Data.Writing;

/// <summary>A primary key of up to three whole numbers and one text, in the key's order within each sort.</summary>
public readonly record struct RowKey(long A, long B = 0, long C = 0, string? Text = null) : IComparable<RowKey>
{
    public int CompareTo(RowKey other)
    {
        var order = A.CompareTo(other.A);
        if (order == 0) order = B.CompareTo(other.B);
        if (order == 0) order = C.CompareTo(other.C);
        return order != 0 ? order : string.CompareOrdinal(Text, other.Text);
    }
}

/// <summary>The row that was read is no longer the row that is stored: another writer was first. The group is done again.</summary>
public sealed class StaleRowException(string table, RowKey key) : Exception($"{table} {key} changed meanwhile.");

/// <summary>
/// Rows that were read do not agree with each other. Where statements see what others commit between them, that is a lost race; only when it stays so on
/// reading again are the books broken.
/// </summary>
public abstract class DisagreeingRowsException(string message) : InvalidOperationException(message);
