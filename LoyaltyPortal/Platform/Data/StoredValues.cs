using Microsoft.EntityFrameworkCore.Storage.ValueConversion;

namespace LoyaltyPortal.Platform.Data;

/// <summary>
/// How values lie in an SQLite file: whole numbers only, so that they are exact, small, and sum and sort in SQL.
/// Instants are microseconds since 1970, money and quantities are ten-thousandths, days are day numbers.
/// </summary>
public static class StoredValues
{
    public const decimal MoneyScale = 10_000m;

    public static long OfInstant(DateTime utc) => (utc.Ticks - DateTime.UnixEpoch.Ticks) / TimeSpan.TicksPerMicrosecond;

    public static DateTime ToInstant(long microseconds) => new(DateTime.UnixEpoch.Ticks + microseconds * TimeSpan.TicksPerMicrosecond, DateTimeKind.Utc);

    /// <exception cref="OverflowException">The amount is beyond ±922 trillion: commands bound their amounts far below.</exception>
    public static long OfMoney(decimal amount) => decimal.ToInt64(decimal.Round(amount * MoneyScale, MidpointRounding.AwayFromZero));

    public static decimal ToMoney(long tenThousandths) => tenThousandths / MoneyScale;

    internal sealed class InstantToNumber() : ValueConverter<DateTime, long>(value => OfInstant(value), stored => ToInstant(stored));

    internal sealed class MoneyToNumber() : ValueConverter<decimal, long>(value => OfMoney(value), stored => ToMoney(stored));

    internal sealed class DayToNumber() : ValueConverter<DateOnly, int>(value => value.DayNumber, stored => DateOnly.FromDayNumber(stored));

    internal sealed class InstantIsUtc() : ValueConverter<DateTime, DateTime>(value => value, stored => DateTime.SpecifyKind(stored, DateTimeKind.Utc));
}
