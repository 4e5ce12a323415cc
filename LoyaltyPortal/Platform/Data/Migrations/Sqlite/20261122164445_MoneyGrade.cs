using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace LoyaltyPortal.Platform.Data.Migrations.Sqlite
{
    /// <inheritdoc />
    public partial class MoneyGrade : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateTable(
                name: "ProgrammeDrafts",
                columns: table => new
                {
                    MerchantId = table.Column<int>(type: "INTEGER", nullable: false),
                    Content = table.Column<string>(type: "TEXT", maxLength: -1, nullable: true),
                    BasedOn = table.Column<int>(type: "INTEGER", nullable: false),
                    EditedBy = table.Column<long>(type: "INTEGER", nullable: true),
                    EditedByName = table.Column<string>(type: "TEXT", maxLength: 200, nullable: false),
                    EditedAt = table.Column<long>(type: "INTEGER", nullable: false),
                    Version = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_ProgrammeDrafts", x => x.MerchantId);
                });
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "ProgrammeDrafts");
        }
    }
}
