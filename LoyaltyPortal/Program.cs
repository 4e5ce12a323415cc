using LoyaltyPortal.Analytics;
using LoyaltyPortal.Api;
using LoyaltyPortal.Badges;
using LoyaltyPortal.Corrections;
using LoyaltyPortal.Demo;
using LoyaltyPortal.Earning;
using LoyaltyPortal.Events;
using LoyaltyPortal.Feedback;
using LoyaltyPortal.Identity;
using LoyaltyPortal.Imports;
using LoyaltyPortal.Ledger;
using LoyaltyPortal.Members;
using LoyaltyPortal.Merchants;
using LoyaltyPortal.Platform.Access;
using LoyaltyPortal.Platform.Audit;
using LoyaltyPortal.Platform.Data;
using LoyaltyPortal.Platform.Http;
using LoyaltyPortal.Platform.Jobs;
using LoyaltyPortal.Platform.Mail;
using LoyaltyPortal.Platform.Outbox;
using LoyaltyPortal.Platform.Shell;
using LoyaltyPortal.Programmes;
using LoyaltyPortal.Proofs;
using LoyaltyPortal.Purchases;
using LoyaltyPortal.Referrals;
using LoyaltyPortal.Rewards;
using LoyaltyPortal.Segments;
using LoyaltyPortal.Start;
using LoyaltyPortal.Statements;
using LoyaltyPortal.Tiers;
using LoyaltyPortal.Till;
using LoyaltyPortal.Trials;
using LoyaltyPortal.Wallet;

var builder = WebApplication.CreateBuilder(args);
builder.AddRootSettings();
builder.Services
    .AddData(builder.Configuration, builder.Environment)
    .AddAccess()
    .AddAudit()
    .AddHttp()
    .AddJobs()
    .AddMail()
    .AddOutbox()
    .AddIdentity(builder.Environment)
    .AddMerchants()
    .AddMembers()
    .AddLedger()
    .AddEarning()
    .AddTiers()
    .AddReferrals()
    .AddRewards()
    .AddBadges()
    .AddEvents()
    .AddFeedback()
    .AddProgrammes()
    .AddPurchases()
    .AddTill()
    .AddCorrections()
    .AddWallet()
    .AddImports()
    .AddTrials()
    .AddProofs()
    .AddSegments()
    .AddAnalytics()
    .AddStatements()
    .AddStart()
    .AddApi()
    .AddDemo()
    .AddShell();

var app = builder.Build();
await app.Services.PrepareDataAsync();
await app.Services.PrepareFiguresAsync();
if (app.Configuration[ImportCommandLine.Option] is not null)
{
    await using (app)
        return await app.Services.GetRequiredService<ImportCommandLine>().RunAsync(app.Configuration, Console.Out, Console.Error);
}

if (ProofCommandLine.Asks(args))
{
    await using (app)
        return await app.Services.GetRequiredService<ProofCommandLine>().RunAsync(args, Console.Out, Console.Error);
}

if (app.Configuration[StatementCommandLine.Option] is not null)
{
    await using (app)
        return await app.Services.GetRequiredService<StatementCommandLine>().RunAsync(app.Configuration, Console.Out, Console.Error);
}

await app.Services.PrepareDemoAsync();
app.UseHttp();
app.UseShell();
app.UseApi();
app.MapShell();
app.MapIdentity();
app.MapImports();
app.MapTill();
app.MapRewards();
app.MapFeedback();
app.MapWallet();
app.MapSegments();
app.MapAnalytics();
app.MapStatements();
app.MapApi();
app.MapHttp();
await app.RunAsync();
return 0;
