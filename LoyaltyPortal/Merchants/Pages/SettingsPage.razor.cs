using System.Globalization;
using LoyaltyPortal.Platform.Results;
using LoyaltyPortal.Platform.Shell;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.Localization;

namespace LoyaltyPortal.Merchants.Pages;

/// <summary>
/// The merchant's settings. Who saves second is told what the first one changed and keeps what they typed; nothing is overwritten before they
/// have seen it.
/// </summary>
public sealed partial class SettingsPage
{
    private readonly HashSet<string> left = new(StringComparer.Ordinal);
    private SettingsView? saved;
    private SettingsForm? form;
    private IReadOnlyList<ZoneChoice> zones = [];
    private IReadOnlyList<(string Field, string Value)> meanwhile = [];
    private bool busy;

    [Parameter]
    public string Merchant { get; set; } = "";

    [CascadingParameter]
    public Workspace Workspace { get; set; } = default!;

    [Inject]
    public required MerchantService Merchants { get; init; }

    [Inject]
    public required FailureText Says { get; init; }

    [Inject]
    public required Formats Formats { get; init; }

    [Inject]
    public required Toasts Toasts { get; init; }

    [Inject]
    public required Confirmations Confirmations { get; init; }

    [Inject]
    public required TimeProvider Clock { get; init; }

    [Inject]
    public required IStringLocalizer<MerchantsText> Text { get; init; }

    private bool IsDirty => form is not null && saved is not null && form.ToSettings() != saved.Settings;

    protected override async Task OnInitializedAsync()
    {
        if ((await Merchants.SettingsAsync(Workspace.Actor)).Try(out var view, out var failure))
            Start(view);
        else
            Toasts.Failed(Says.Say(failure));
    }

    private void Start(SettingsView view)
    {
        saved = view;
        form = new SettingsForm(view.Settings);
        zones = ZoneChoice.All(view.Settings.TimeZone, Clock.GetUtcNow());
    }

    private void Discard()
    {
        left.Clear();
        meanwhile = [];
        Start(saved!);
    }

    /// <summary>From now on that field's mistake is shown; not while somebody is still typing for the first time.</summary>
    private void Left(string code) => left.Add(code);

    private string? ErrorOf(string code) =>
        left.Contains(code) && form!.ToSettings().Problems().FirstOrDefault(problem => problem.Code == code) is { } problem ? Says.Say(problem) : null;

    private async Task SaveAsync()
    {
        if (busy || form is null)
            return;
        var wanted = form.ToSettings();
        var problems = wanted.Problems().ToList();
        if (problems.Count > 0)
        {
            left.UnionWith(problems.Select(problem => problem.Code));
            Toasts.Warn(Text["Settings.Fix"]);
            return;
        }

        busy = true;
        try
        {
            var (from, movesDays) = (saved!.Settings.TimeZone, false);
            if (wanted.TimeZone != from && !(movesDays = await Confirmations.AskAsync(new Confirmation(Text["Settings.Zone.Question", wanted.TimeZone], Text["Settings.Zone.Means", from, wanted.TimeZone], Text["Settings.Zone.Action"]))))
                return;
            var result = await Merchants.ChangeAsync(Workspace.Actor, wanted, saved.Version, movesDays);
            if (result.Try(out var now, out var failure))
            {
                left.Clear();
                meanwhile = [];
                Start(now);
                Toasts.Done(Text["Settings.Saved"]);
            }
            else if (failure.Kind == FailureKind.Conflict)
            {
                await CatchUpAsync(wanted);
            }
            else
            {
                Toasts.Failed(Says.Say(failure));
            }
        }
        finally
        {
            busy = false;
        }
    }

    private async Task CatchUpAsync(MerchantSettings wanted)
    {
        if (!(await Merchants.SettingsAsync(Workspace.Actor)).Try(out var now, out var failure))
        {
            Toasts.Failed(Says.Say(failure));
            return;
        }

        var start = saved!.Settings;
        meanwhile = [.. now.Settings.DifferencesFrom(start).Select(field => (field, ValueOf(now.Settings, field)))];
        saved = now;
        form = new SettingsForm(wanted.Over(start, now.Settings));
    }

    private string ValueOf(MerchantSettings settings, string field) => field switch
    {
        nameof(MerchantSettings.Name) => settings.Name,
        nameof(MerchantSettings.Currency) => settings.Currency,
        nameof(MerchantSettings.TimeZone) => settings.TimeZone,
        nameof(MerchantSettings.Locale) => CultureInfo.GetCultureInfo(settings.Locale).DisplayName,
        nameof(MerchantSettings.PointsName) => settings.PointsName,
        nameof(MerchantSettings.PointValue) => Formats.Money(settings.PointValue, settings.Currency),
        nameof(MerchantSettings.InactivityDays) => Formats.Number(settings.InactivityDays),
        nameof(MerchantSettings.ConvertibleDays) => Formats.Number(settings.ConvertibleDays),
        nameof(MerchantSettings.ConvertiblePercent) => Formats.Number(settings.ConvertiblePercent),
        nameof(MerchantSettings.ErasureDays) => Formats.Number(settings.ErasureDays),
        _ => settings.BrandColour,
    };

    /// <summary>The settings while they are typed: a number may be missing for a moment.</summary>
    private sealed class SettingsForm(MerchantSettings settings)
    {
        public string? Name { get; set; } = settings.Name;

        public string? Currency { get; set; } = settings.Currency;

        public string? TimeZone { get; set; } = settings.TimeZone;

        public string? Locale { get; set; } = settings.Locale;

        public string? PointsName { get; set; } = settings.PointsName;

        /// <summary>Text, since a decimal would be read by the reader's language: 0.04 is 4 where the point groups.</summary>
        public string? PointValue { get; set; } = settings.PointValue.ToString("0.######", CultureInfo.CurrentCulture);

        public int? InactivityDays { get; set; } = settings.InactivityDays;

        public int? ConvertibleDays { get; set; } = settings.ConvertibleDays;

        public int? ConvertiblePercent { get; set; } = settings.ConvertiblePercent;

        public int? ErasureDays { get; set; } = settings.ErasureDays;

        public string? BrandColour { get; set; } = settings.BrandColour;

        public MerchantSettings ToSettings() => new()
        {
            Name = (Name ?? "").Trim(),
            Currency = Currency ?? "",
            TimeZone = TimeZone ?? "",
            Locale = Locale ?? "",
            PointsName = (PointsName ?? "").Trim(),
            PointValue = MerchantSettings.ReadPointValue(PointValue) ?? 0,
            InactivityDays = InactivityDays ?? 0,
            ConvertibleDays = ConvertibleDays ?? 0,
            ConvertiblePercent = ConvertiblePercent ?? -1,
            ErasureDays = ErasureDays ?? 0,
            BrandColour = (BrandColour ?? "").Trim().ToLowerInvariant(),
        };
    }
}
