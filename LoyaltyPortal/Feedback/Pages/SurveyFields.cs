namespace LoyaltyPortal.Feedback.Pages;

/// <summary>A survey as the form has it.</summary>
public sealed class SurveyFields
{
    public SurveyKind Kind { get; set; } = SurveyKind.TransactionalNps;

    public string Title { get; set; } = "";

    public string Question { get; set; } = "";

    public string SecondQuestion { get; set; } = "";

    public string ThirdQuestion { get; set; } = "";

    public string AskPromoters { get; set; } = "";

    public string AskPassives { get; set; } = "";

    public string AskDetractors { get; set; } = "";

    public long DelayHours { get; set; } = 24;

    public long SharePercent { get; set; } = 25;

    public long QuietDays { get; set; } = 90;

    public long ValidDays { get; set; } = 30;

    public bool PaysAction { get; set; } = true;

    public static SurveyFields Of(SurveyView survey) => new()
    {
        Kind = survey.Kind,
        Title = survey.Title,
        Question = survey.Question,
        SecondQuestion = survey.SecondQuestion,
        ThirdQuestion = survey.ThirdQuestion,
        AskPromoters = survey.AskPromoters,
        AskPassives = survey.AskPassives,
        AskDetractors = survey.AskDetractors,
        DelayHours = survey.DelayHours,
        SharePercent = survey.SharePercent,
        QuietDays = survey.QuietDays,
        ValidDays = survey.ValidDays,
        PaysAction = survey.PaysAction,
    };

    public SurveyInput ToInput() => new()
    {
        Kind = Kind,
        Title = Title,
        Question = Question,
        SecondQuestion = SecondQuestion,
        ThirdQuestion = ThirdQuestion,
        AskPromoters = AskPromoters,
        AskPassives = AskPassives,
        AskDetractors = AskDetractors,
        DelayHours = Small(DelayHours),
        SharePercent = Small(SharePercent),
        QuietDays = Small(QuietDays),
        ValidDays = Small(ValidDays),
        PaysAction = PaysAction,
    };

    /// <summary>What is beyond any range stays so.</summary>
    private static int Small(long number) => (int)Math.Clamp(number, -1, int.MaxValue);
}
