using Microsoft.Extensions.Localization;

namespace LoyaltyPortal.Platform.Results;

/// <summary>Says a failure in the reader's language.</summary>
public sealed class FailureText(IStringLocalizerFactory localizers)
{
    public string Say(Failure failure)
    {
        var text = localizers.Create(failure.Texts)[failure.Code, failure.Arguments];
        return text.ResourceNotFound ? failure.Code : text.Value;
    }
}
