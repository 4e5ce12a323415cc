namespace LoyaltyPortal.Members;

/// <summary>What shows that a card is one's own.</summary>
public enum CardProof
{
    /// <summary>The e-mail address that the shop has.</summary>
    Email,

    /// <summary>The shop has no address, but a phone number.</summary>
    PhoneEnd,

    /// <summary>The shop has neither: its staff must write one down first.</summary>
    Staff,
}

/// <summary>Somebody wants the wallet of a card.</summary>
/// <param name="ProvedEmail">The sign-in's address, which is proved.</param>
/// <param name="PhoneEnd">The last digits of the phone number, or all of it; asked for where the shop has no address.</param>
public sealed record CardClaim(string Code, string ProvedEmail, string? PhoneEnd)
{
    public const int PhoneDigits = 4;
}
