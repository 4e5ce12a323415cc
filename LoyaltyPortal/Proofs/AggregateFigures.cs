using System.Numerics;
using LoyaltyPortal.Facts;

namespace LoyaltyPortal.Proofs;

// The figures of each aggregate without their key, named as the columns are. A row of zeros and no row are the same.

internal readonly record struct StoreDayFigures(
    long FirstTimeOrders = 0, decimal FirstTimeNet = 0, long ReturningOrders = 0, decimal ReturningNet = 0, long UnidentifiedOrders = 0, decimal UnidentifiedNet = 0,
    long Returns = 0, decimal ReturnedNet = 0, long Enrolments = 0, long PointsIssued = 0, long PointsReversed = 0, long PointsRedeemed = 0, long PointsExpired = 0)
    : IAdditionOperators<StoreDayFigures, StoreDayFigures, StoreDayFigures>
{
    public static StoreDayFigures Of(StoreDay row) => new(
        row.FirstTimeOrders, row.FirstTimeNet, row.ReturningOrders, row.ReturningNet, row.UnidentifiedOrders, row.UnidentifiedNet,
        row.Returns, row.ReturnedNet, row.Enrolments, row.PointsIssued, row.PointsReversed, row.PointsRedeemed, row.PointsExpired);

    public static StoreDayFigures operator +(StoreDayFigures left, StoreDayFigures right) => new(
        left.FirstTimeOrders + right.FirstTimeOrders, left.FirstTimeNet + right.FirstTimeNet,
        left.ReturningOrders + right.ReturningOrders, left.ReturningNet + right.ReturningNet,
        left.UnidentifiedOrders + right.UnidentifiedOrders, left.UnidentifiedNet + right.UnidentifiedNet,
        left.Returns + right.Returns, left.ReturnedNet + right.ReturnedNet, left.Enrolments + right.Enrolments,
        left.PointsIssued + right.PointsIssued, left.PointsReversed + right.PointsReversed,
        left.PointsRedeemed + right.PointsRedeemed, left.PointsExpired + right.PointsExpired);
}

internal readonly record struct MemberFigures(
    long Purchases = 0, decimal NetSales = 0, decimal ReturnedNet = 0, DateTime? FirstPurchaseAt = null, DateOnly? FirstPurchaseDay = null,
    int FirstPurchaseStoreId = 0, decimal FirstPurchaseNet = 0, DateTime? LastPurchaseAt = null)
{
    public static MemberFigures Of(MemberFacts row) => new(
        row.Purchases, row.NetSales, row.ReturnedNet, row.FirstPurchaseAt, row.FirstPurchaseDay, row.FirstPurchaseStoreId, row.FirstPurchaseNet, row.LastPurchaseAt);
}

internal readonly record struct MonthFigures(long Purchases = 0, decimal NetSales = 0) : IAdditionOperators<MonthFigures, MonthFigures, MonthFigures>
{
    public static MonthFigures Of(MemberMonth row) => new(row.Purchases, row.NetSales);

    public static MonthFigures operator +(MonthFigures left, MonthFigures right) => new(left.Purchases + right.Purchases, left.NetSales + right.NetSales);
}

internal readonly record struct DayFigures(long Visits = 0, decimal Net = 0, long PurchasePoints = 0, long OtherPoints = 0) : IAdditionOperators<DayFigures, DayFigures, DayFigures>
{
    public static DayFigures Of(MemberDay row) => new(row.Visits, row.Net, row.PurchasePoints, row.OtherPoints);

    public static DayFigures operator +(DayFigures left, DayFigures right) =>
        new(left.Visits + right.Visits, left.Net + right.Net, left.PurchasePoints + right.PurchasePoints, left.OtherPoints + right.OtherPoints);
}

internal readonly record struct CohortFigures(long Members = 0, long Purchases = 0, decimal NetSales = 0) : IAdditionOperators<CohortFigures, CohortFigures, CohortFigures>
{
    public static CohortFigures Of(CohortMonth row) => new(row.Members, row.Purchases, row.NetSales);

    public static CohortFigures operator +(CohortFigures left, CohortFigures right) =>
        new(left.Members + right.Members, left.Purchases + right.Purchases, left.NetSales + right.NetSales);
}
