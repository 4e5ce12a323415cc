using LoyaltyPortal.Feedback;
using LoyaltyPortal.Merchants;
using LoyaltyPortal.Platform.Access;
using LoyaltyPortal.Platform.Results;
using LoyaltyPortal.Platform.Shell;
using LoyaltyPortal.Purchases.Surveys;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.Localization;

namespace LoyaltyPortal.Wallet.Pages;

/// <summary>Where a survey is answered: by the link of a letter or by a store's code. Drawn by the server alone; nothing is recorded by looking at it, as programs that read letters do.</summary>
public sealed partial class SurveyAnswerPage
{
    /// <summary>Answers by a store's code from one network address: everybody in the shop shares one.</summary>
    private const int MostPerHour = 60;

    private MerchantView? merchant;
    private SurveyView? survey;
    private AnswerSheet? sheet;
    private StoreView? store;
    private Failure? failure;
    private bool changes;

    [Inject]
    public required OwnAnswers Surveys { get; init; }

    [Inject]
    public required MerchantDirectory Directory { get; init; }

    [Inject]
    public required Attempts Attempts { get; init; }

    [Inject]
    public required ShellContextProvider Shell { get; init; }

    [Inject]
    public required NavigationManager Address { get; init; }

    [Inject]
    public required Formats Formats { get; init; }

    [Inject]
    public required FailureText Failures { get; init; }

    [Inject]
    public required IStringLocalizer<FeedbackText> Text { get; init; }

    [CascadingParameter]
    public HttpContext HttpContext { get; set; } = default!;

    [Parameter]
    public string Merchant { get; set; } = "";

    [Parameter]
    public string? Code { get; set; }

    /// <summary>The code of the store whose poster was scanned.</summary>
    [Parameter]
    public string? Store { get; set; }

    [SupplyParameterFromQuery]
    public string? Edit { get; set; }

    [SupplyParameterFromForm(FormName = "survey")]
    public AnswerFields? Posted { get; set; }

    private AnswerFields Input => Posted ?? new AnswerFields();

    private AnswerState State => sheet?.State ?? AnswerState.Open;

    private bool ShowsForm => State == AnswerState.Open || (State == AnswerState.Answered && changes);

    private string Shop => (store ?? merchant!.Stores.FirstOrDefault(store => store.Id == sheet?.StoreId))?.Name is { } name && survey!.Kind == SurveyKind.TransactionalNps ? $"{merchant!.Name}, {name}" : merchant!.Name;

    private string Title => Text[changes ? "Answer.Change" : survey!.Kind == SurveyKind.TransactionalNps ? "Answer.Title" : "Letter.Shop.Subject", merchant!.Name];

    protected override async Task OnInitializedAsync()
    {
        merchant = await Directory.FindAsync(Merchant);
        if (merchant is not null)
        {
            Shell.Set(WalletScope.ShellOf(merchant, ""));
            await ReadAsync();
        }

        HttpContext.Response.Headers["X-Robots-Tag"] = "noindex";
        if (merchant is null || (survey is null && Store is null))
            HttpContext.Response.StatusCode = StatusCodes.Status404NotFound; // a store's code stays on the wall while nothing is asked
        changes = Edit == "1";
    }

    private async Task ReadAsync()
    {
        if (Store is not null)
        {
            if (await Surveys.AtStoreAsync(merchant!, Store) is var (open, at))
                (survey, store) = (open, at);
            return;
        }

        sheet = await Surveys.FindAsync(merchant!.Id, Code ?? "");
        survey = sheet?.Survey;
    }

    private async Task AnswerAsync()
    {
        if (merchant is null || survey is null)
            return;
        var answers = Input.ToAnswers();
        if (store is null)
        {
            if ((await Surveys.AnswerAsync(merchant.Id, Code!, answers, changes)).Try(out var receipt, out failure))
                Address.NavigateTo($"/s/{Merchant}/{receipt.Code}");
            else
                await ReadAsync(); // it may have been answered or closed meanwhile
            return;
        }

        if ((failure = await Attempts.CountAsync("survey", HttpContext.Connection.RemoteIpAddress, MostPerHour)) is null
            && (await Surveys.AnswerAtStoreAsync(merchant.Id, survey.Id, store.Id, Input.Key ?? "", answers)).Try(out var at, out failure))
            Address.NavigateTo($"/s/{Merchant}/{at.Code}");
    }

    public sealed class AnswerFields
    {
        public string? Key { get; set; }

        public int? Score { get; set; }

        public int? Recommend { get; set; }

        public int? BuyAgain { get; set; }

        public int? TryOther { get; set; }

        public string? FollowUp { get; set; }

        public string? Comment { get; set; }

        public SurveyAnswers ToAnswers() => new() { Score = Score, Recommend = Recommend, BuyAgain = BuyAgain, TryOther = TryOther, FollowUp = FollowUp, Comment = Comment };
    }
}
