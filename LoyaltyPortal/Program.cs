using LoyaltyPortal.Identity;
using LoyaltyPortal.Ledger;
using LoyaltyPortal.Merchants;
using LoyaltyPortal.Platform.Access;
using LoyaltyPortal.Platform.Audit;
using LoyaltyPortal.Platform.Data;
using LoyaltyPortal.Platform.Shell;
using LoyaltyPortal.Purchases;

var builder = WebApplication.CreateBuilder(args);
builder.AddRootSettings();
builder.Services
    .AddData(builder.Configuration, builder.Environment)
    .AddAccess()
    .AddAudit()
    .AddIdentity(builder.Environment)
    .AddMerchants()
    .AddLedger()
    .AddPurchases()
    .AddShell();

var app = builder.Build();
await app.Services.PrepareDataAsync();
app.UseShell();
app.MapShell();
app.MapIdentity();
await app.RunAsync();
