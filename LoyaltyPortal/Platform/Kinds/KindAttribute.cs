namespace LoyaltyPortal.Platform.Kinds;

/// <summary>The stable name of a kind that is stored with its settings (of rule, criterion, reward, condition), and the Material Symbol that stands for it.</summary>
[AttributeUsage(AttributeTargets.Class)]
public sealed class KindAttribute(string key, string icon) : Attribute
{
    public string Key { get; } = key;

    public string Icon { get; } = icon;
}
