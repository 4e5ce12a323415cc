namespace LoyaltyPortal.Purchases;

/// <summary>What the audit log calls what staff do to points by hand.</summary>
public static class CorrectionAudit
{
    public const string ReturnTakenBack = "return_taken_back";
    public const string PointsAdjusted = "points_adjusted";
    public const string AdjustmentRequested = "adjustment_requested";
    public const string AdjustmentApproved = "adjustment_approved";
    public const string AdjustmentDeclined = "adjustment_declined";
    public const string PointsTransferred = "points_transferred";
    public const string MembersMerged = "members_merged";
    public const string MembersUnmerged = "members_unmerged";
    public const string RedemptionCancelled = "redemption_cancelled";
}
