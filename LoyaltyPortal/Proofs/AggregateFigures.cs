using System.Numerics;
using LoyaltyPortal.Facts;

namespace LoyaltyPortal.Proofs;

// The figures of each aggregate without their key, named as the columns are. A row of zeros and no row are the same.

internal readonly record struct StoreDayFigures(
    long FirstTimeOrders = 0, decimal FirstTimeNet = 0, long ReturningOrders = 0, decimal ReturningNet = 0, long UnidentifiedOrders = 0, decimal UnidentifiedNet = 0,
    long Returns = 0, decimal ReturnedNet = 0, long Enrolments = 0, long PointsIssued = 0, long PointsReversed = 0, long PointsRedeemed = 0, long PointsExpired = 0,
    long KeptFirstTimeOrders = 0, decimal KeptFirstTimeNet = 0, long KeptReturningOrders = 0, decimal KeptReturningNet = 0, long KeptUnidentifiedOrders = 0, decimal KeptUnidentifiedNet = 0,
    long KeptReturns = 0, decimal KeptReturnedNet = 0, long KeptEnrolments = 0, long KeptPointsIssued = 0, long KeptPointsReversed = 0, long KeptPointsRedeemed = 0, long KeptPointsExpired = 0)
    : IAdditionOperators<StoreDayFigures, StoreDayFigures, StoreDayFigures>
{
    public static StoreDayFigures Of(StoreDay row) => new(
        row.FirstTimeOrders, row.FirstTimeNet, row.ReturningOrders, row.ReturningNet, row.UnidentifiedOrders, row.UnidentifiedNet,
        row.Returns, row.ReturnedNet, row.Enrolments, row.PointsIssued, row.PointsReversed, row.PointsRedeemed, row.PointsExpired,
        row.KeptFirstTimeOrders, row.KeptFirstTimeNet, row.KeptReturningOrders, row.KeptReturningNet, row.KeptUnidentifiedOrders, row.KeptUnidentifiedNet,
        row.KeptReturns, row.KeptReturnedNet, row.KeptEnrolments, row.KeptPointsIssued, row.KeptPointsReversed, row.KeptPointsRedeemed, row.KeptPointsExpired);

    public static StoreDayFigures operator +(StoreDayFigures left, StoreDayFigures right) => new(
        left.FirstTimeOrders + right.FirstTimeOrders, left.FirstTimeNet + right.FirstTimeNet,
        left.ReturningOrders + right.ReturningOrders, left.ReturningNet + right.ReturningNet,
        left.UnidentifiedOrders + right.UnidentifiedOrders, left.UnidentifiedNet + right.UnidentifiedNet,
        left.Returns + right.Returns, left.ReturnedNet + right.ReturnedNet, left.Enrolments + right.Enrolments,
        left.PointsIssued + right.PointsIssued, left.PointsReversed + right.PointsReversed,
        left.PointsRedeemed + right.PointsRedeemed, left.PointsExpired + right.PointsExpired,
        left.KeptFirstTimeOrders + right.KeptFirstTimeOrders, left.KeptFirstTimeNet + right.KeptFirstTimeNet,
        left.KeptReturningOrders + right.KeptReturningOrders, left.KeptReturningNet + right.KeptReturningNet,
        left.KeptUnidentifiedOrders + right.KeptUnidentifiedOrders, left.KeptUnidentifiedNet + right.KeptUnidentifiedNet,
        left.KeptReturns + right.KeptReturns, left.KeptReturnedNet + right.KeptReturnedNet, left.KeptEnrolments + right.KeptEnrolments,
        left.KeptPointsIssued + right.KeptPointsIssued, left.KeptPointsReversed + right.KeptPointsReversed,
        left.KeptPointsRedeemed + right.KeptPointsRedeemed, left.KeptPointsExpired + right.KeptPointsExpired);
}

internal readonly record struct VintageFigures(long Issued = 0, long Redeemed = 0, long Expired = 0, long Reversed = 0, long SoldPoints = 0, decimal NetSales = 0) : IAdditionOperators<VintageFigures, VintageFigures, VintageFigures>
{
    public static VintageFigures Of(PointVintage row) => new(row.Issued, row.Redeemed, row.Expired, row.Reversed, row.SoldPoints, row.NetSales);

    public static VintageFigures operator +(VintageFigures left, VintageFigures right) => new(
        left.Issued + right.Issued, left.Redeemed + right.Redeemed, left.Expired + right.Expired, left.Reversed + right.Reversed, left.SoldPoints + right.SoldPoints, left.NetSales + right.NetSales);
}

internal readonly record struct MemberFigures(
    long Purchases = 0, decimal NetSales = 0, decimal ReturnedNet = 0, DateTime? FirstPurchaseAt = null, DateOnly? FirstPurchaseDay = null,
    int FirstPurchaseStoreId = 0, decimal FirstPurchaseNet = 0, DateTime? LastPurchaseAt = null,
    long KeptPurchases = 0, decimal KeptNetSales = 0, DateTime? KeptFirstPurchaseAt = null, DateOnly? KeptFirstPurchaseDay = null, int KeptFirstPurchaseStoreId = 0, decimal KeptFirstPurchaseNet = 0, DateTime? KeptLastPurchaseAt = null)
{
    public static MemberFigures Of(MemberFacts row) => new(
        row.Purchases, row.NetSales, row.ReturnedNet, row.FirstPurchaseAt, row.FirstPurchaseDay, row.FirstPurchaseStoreId, row.FirstPurchaseNet, row.LastPurchaseAt,
        row.KeptPurchases, row.KeptNetSales, row.KeptFirstPurchaseAt, row.KeptFirstPurchaseDay, row.KeptFirstPurchaseStoreId, row.KeptFirstPurchaseNet, row.KeptLastPurchaseAt);
}

internal readonly record struct MonthFigures(long Purchases = 0, decimal NetSales = 0, long KeptPurchases = 0, decimal KeptNetSales = 0, int KeptDays = 0, string? KeptCategories = null) : IAdditionOperators<MonthFigures, MonthFigures, MonthFigures>
{
    public static MonthFigures Of(MemberMonth row) => new(row.Purchases, row.NetSales, row.KeptPurchases, row.KeptNetSales, row.KeptDays, row.KeptCategories);

    public static MonthFigures operator +(MonthFigures left, MonthFigures right) =>
        new(left.Purchases + right.Purchases, left.NetSales + right.NetSales, left.KeptPurchases + right.KeptPurchases, left.KeptNetSales + right.KeptNetSales, left.KeptDays | right.KeptDays, left.KeptCategories ?? right.KeptCategories);
}

internal readonly record struct DayFigures(long Visits = 0, decimal Net = 0, long PurchasePoints = 0, long OtherPoints = 0) : IAdditionOperators<DayFigures, DayFigures, DayFigures>
{
    public static DayFigures Of(MemberDay row) => new(row.Visits, row.Net, row.PurchasePoints, row.OtherPoints);

    public static DayFigures operator +(DayFigures left, DayFigures right) =>
        new(left.Visits + right.Visits, left.Net + right.Net, left.PurchasePoints + right.PurchasePoints, left.OtherPoints + right.OtherPoints);
}

internal readonly record struct CohortFigures(long Members = 0, long Purchases = 0, decimal NetSales = 0, long KeptMembers = 0, long KeptPurchases = 0, decimal KeptNetSales = 0) : IAdditionOperators<CohortFigures, CohortFigures, CohortFigures>
{
    public static CohortFigures Of(CohortMonth row) => new(row.Members, row.Purchases, row.NetSales, row.KeptMembers, row.KeptPurchases, row.KeptNetSales);

    public static CohortFigures operator +(CohortFigures left, CohortFigures right) =>
        new(left.Members + right.Members, left.Purchases + right.Purchases, left.NetSales + right.NetSales,
            left.KeptMembers + right.KeptMembers, left.KeptPurchases + right.KeptPurchases, left.KeptNetSales + right.KeptNetSales);
}

internal readonly record struct ArrivalFigures(long Members = 0, long KeptMembers = 0) : IAdditionOperators<ArrivalFigures, ArrivalFigures, ArrivalFigures>
{
    public static ArrivalFigures Of(MonthArrival row) => new(row.Members, row.KeptMembers);

    public static ArrivalFigures operator +(ArrivalFigures left, ArrivalFigures right) => new(left.Members + right.Members, left.KeptMembers + right.KeptMembers);
}

internal readonly record struct DayArrivalFigures(long KeptMembers = 0) : IAdditionOperators<DayArrivalFigures, DayArrivalFigures, DayArrivalFigures>
{
    public static DayArrivalFigures Of(DayArrival row) => new(row.KeptMembers);

    public static DayArrivalFigures operator +(DayArrivalFigures left, DayArrivalFigures right) => new(left.KeptMembers + right.KeptMembers);
}

internal readonly record struct CategoryFigures(decimal KeptNet = 0) : IAdditionOperators<CategoryFigures, CategoryFigures, CategoryFigures>
{
    public static CategoryFigures Of(CategoryMonth row) => new(row.KeptNet);

    public static CategoryFigures operator +(CategoryFigures left, CategoryFigures right) => new(left.KeptNet + right.KeptNet);
}

internal readonly record struct CategoryArrivalFigures(long KeptMembers = 0) : IAdditionOperators<CategoryArrivalFigures, CategoryArrivalFigures, CategoryArrivalFigures>
{
    public static CategoryArrivalFigures Of(CategoryArrival row) => new(row.KeptMembers);

    public static CategoryArrivalFigures operator +(CategoryArrivalFigures left, CategoryArrivalFigures right) => new(left.KeptMembers + right.KeptMembers);
}

internal readonly record struct BreadthFigures(long KeptMembers = 0) : IAdditionOperators<BreadthFigures, BreadthFigures, BreadthFigures>
{
    public static BreadthFigures Of(BreadthMonth row) => new(row.KeptMembers);

    public static BreadthFigures operator +(BreadthFigures left, BreadthFigures right) => new(left.KeptMembers + right.KeptMembers);
}
