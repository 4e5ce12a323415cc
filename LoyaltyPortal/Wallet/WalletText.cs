namespace LoyaltyPortal.Wallet;

/// <summary>Texts of the wallet room.</summary>
public sealed class WalletText;
