/** Draws the operator's page. */
import { createRoot } from 'react-dom/client'
import { AdminPage } from './admin-page.tsx'

createRoot(document.getElementById('root')!).render(<AdminPage />)
