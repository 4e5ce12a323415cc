using LoyaltyPortal.Demo;
using LoyaltyPortal.Earning;
using LoyaltyPortal.Identity;
using LoyaltyPortal.Imports;
using LoyaltyPortal.Ledger;
using LoyaltyPortal.Merchants;
using LoyaltyPortal.Platform.Access;
using LoyaltyPortal.Platform.Audit;
using LoyaltyPortal.Platform.Data;
using LoyaltyPortal.Platform.Http;
using LoyaltyPortal.Platform.Shell;
using LoyaltyPortal.Purchases;

var builder = WebApplication.CreateBuilder(args);
builder.AddRootSettings();
builder.Services
    .AddData(builder.Configuration, builder.Environment)
    .AddAccess()
    .AddAudit()
    .AddHttp()
    .AddIdentity(builder.Environment)
    .AddMerchants()
    .AddLedger()
    .AddEarning()
    .AddPurchases()
    .AddImports()
    .AddDemo()
    .AddShell();

var app = builder.Build();
await app.Services.PrepareDataAsync();
if (app.Configuration[ImportCommandLine.Option] is not null)
{
    await using (app)
        return await app.Services.GetRequiredService<ImportCommandLine>().RunAsync(app.Configuration, Console.Out, Console.Error);
}

await app.Services.PrepareDemoAsync();
app.UseAuthentication();
app.UseAuthorization();
app.UseShell();
app.MapShell();
app.MapIdentity();
app.MapImports();
await app.RunAsync();
return 0;
