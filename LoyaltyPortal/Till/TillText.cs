namespace LoyaltyPortal.Till;

/// <summary>Texts of the till room.</summary>
public sealed class TillText;
